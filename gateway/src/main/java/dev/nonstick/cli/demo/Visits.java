package dev.nonstick.cli.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Several looks at the shop's page in a row. */
record Visits(List<Reply> replies) {

    List<Integer> counters() {
        return replies.stream().map(Reply::visits).toList();
    }

    Reply latest() {
        return replies.getLast();
    }

    int last() {
        return latest().visits();
    }

    /** The counter shows {@code first}, {@code first + 1} and so on. */
    boolean countFrom(int first) {
        return IntStream.range(0, replies.size())
                .allMatch(i -> replies.get(i).visits() == first + i);
    }

    /** No error page among them. */
    boolean allAnswered() {
        return all(reply -> reply.status() == 200);
    }

    boolean all(Predicate<Reply> holds) {
        return replies.stream().allMatch(holds);
    }

    long number(Predicate<Reply> holds) {
        return replies.stream().filter(holds).count();
    }

    /** The names of those who answered, in alphabetical order. */
    String instances() {
        return String.join(
                " ",
                replies.stream()
                        .map(Reply::instance)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** As in {@code A 3, B 4}. */
    String shares() {
        Map<String, Long> shares =
                replies.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Reply::instance, TreeMap::new, Collectors.counting()));
        return String.join(
                ", ",
                shares.entrySet().stream()
                        .map(share -> share.getKey() + " " + share.getValue())
                        .toList());
    }

    Map<String, List<String>> table() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        rows.put("instance", replies.stream().map(Reply::instance).toList());
        rows.put(
                "counter",
                replies.stream()
                        .map(r -> r.status() == 200 ? "" + r.visits() : "!" + r.status())
                        .toList());
        rows.put(
                "user", replies.stream().map(r -> r.user() == null ? "-" : "" + r.user()).toList());
        return rows;
    }
}
