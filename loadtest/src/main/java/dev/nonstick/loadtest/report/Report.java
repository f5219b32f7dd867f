package dev.nonstick.loadtest.report;

import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.report.Figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints a run, and writes it as text, JSON and a chart. */
public final class Report {
    private final Results results;
    private final List<Figure> figures;

    public Report(Results results) {
        this.results = results;
        this.figures = Figures.of(results);
    }

    /**
     * Does so.
     *
     * @param plan part of the files' names
     */
    public void deliver(Path directory, String plan) {
        String text = Tables.of(results, figures);
        System.out.println(text);
        String date = results.facts().getOrDefault("date", "").replaceAll("[-:]", "");
        String name = date.replace('T', '-').replace("Z", "") + "-" + plan;
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name + ".txt"), text);
            Files.writeString(
                    directory.resolve(name + ".json"), Json.of(Tree.of(results, figures)));
            Files.writeString(directory.resolve(name + ".svg"), Chart.of(results));
        } catch (IOException e) {
            throw new BenchFailure("the results cannot be written", e);
        }
        System.out.println("written: " + directory.resolve(name) + ".txt, .json, .svg");
    }
}
