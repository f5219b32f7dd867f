package dev.nonstick.config;

/** How the text of one scalar becomes a value. */
@FunctionalInterface
interface ValueType<T> {

    T parse(String text) throws Rejected;
}
