package dev.nonstick.demo.shop;

import java.io.Serializable;

/** Who has logged in; the session attribute {@code user}. */
record User(String name) implements Serializable {}
