package dev.nonstick.demo.shop;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a visitor wants to buy; the session attribute {@code cart}.
 *
 * <p>Put into the session once and changed in place from then on, without another {@code
 * setAttribute}: fine in one process's memory, and what most legacy code does.
 */
final class Cart implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_ITEMS = 50;

    private final ArrayList<String> items = new ArrayList<>();

    synchronized void add(String item) {
        if (items.size() < MAX_ITEMS) {
            items.add(item);
        }
    }

    synchronized List<String> items() {
        return List.copyOf(items);
    }
}
