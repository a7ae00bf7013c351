//! Who moves on which day: capacity, freezes, groups and pins, at the least cost.
