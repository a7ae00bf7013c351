//! What every line of a report may need besides its customer, encoded once.

use crate::model::{Product, ProductIdx};
use crate::report::phrases::Phrases;
use crate::rules::Rule;
use crate::table::{CellWriter, encode};

/// Rules, products and input files of a run, with the cells that repeat already encoded.
#[derive(Clone)]
pub struct Context<'a> {
    pub rules: &'a [Rule<'a>],
    pub products: &'a [Product],
    /// `product_name, sku_part_number` of every product, as exported.
    product_cells: Vec<Vec<u8>>,
    /// Paths of the inputs as given.
    sources: Vec<String>,
    /// `source_file` of every input.
    source_cells: Vec<Vec<u8>>,
    pub(crate) phrases: Phrases,
}

impl<'a> Context<'a> {
    /// `sources` are the paths of the inputs as given, in the order [`crate::model::Origin`] counts them.
    pub fn new(rules: &'a [Rule<'a>], products: &'a [Product], sources: &[String]) -> Self {
        let product_cells = products.iter().map(encode_product).collect();
        let source_cells = sources.iter().map(|path| encode(path)).collect();
        let sources = sources.to_vec();
        Context { rules, products, product_cells, source_cells, sources, phrases: Phrases::default() }
    }

    pub(crate) fn rule_id(&self, rule: u16) -> &'a str {
        self.rules[usize::from(rule)].id
    }

    pub(crate) fn product(&self, product: ProductIdx) -> &'a Product {
        &self.products[product.0 as usize]
    }

    pub(crate) fn product_cells(&self, product: ProductIdx) -> &[u8] {
        &self.product_cells[product.0 as usize]
    }

    pub(crate) fn source(&self, file: u32) -> &str {
        &self.sources[file as usize]
    }

    pub(crate) fn source_cell(&self, file: u32) -> &[u8] {
        &self.source_cells[file as usize]
    }
}

fn encode_product(product: &Product) -> Vec<u8> {
    let mut out = Vec::new();
    let mut cells = CellWriter::new(&mut out);
    cells.text(&product.product_name);
    cells.text(&product.sku_part_number);
    out
}
