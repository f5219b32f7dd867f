package dev.nonstick.http;

import java.util.List;

/** A member of a List or Dictionary. */
public sealed interface Member {

    Params params();

    /** One value and its parameters. */
    record Item(BareItem value, Params params) implements Member {}

    /** Values in parentheses, each with its parameters, and the parameters of them all. */
    record InnerList(List<Item> items, Params params) implements Member {
        public InnerList {
            items = List.copyOf(items);
        }
    }
}
