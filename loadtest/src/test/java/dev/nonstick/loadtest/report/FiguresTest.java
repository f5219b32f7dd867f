package dev.nonstick.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.loadtest.report.Figures.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void aRatioIsTheMedianOfTheRoundsRatios() {
        // the machine was twice as slow in the second round, for both
        Subject ours = subject("nonstick", 20, 40, 20);
        Subject theirs = subject("haproxy", 10, 20, 20);
        assertThat(figure(results(List.of(ours, theirs)), "P2").value()).isEqualTo(2);
    }

    @Test
    void whatTookNoPartIsNotMeasured() {
        Results results = results(List.of(subject("nonstick", 20)));
        assertThat(Figures.of(results)).noneMatch(Figure::isMeasured);
    }

    @Test
    void atTheTargetIsReached() {
        Results results = results(List.of(subject("nonstick", 20), subject("nonstick-commit", 30)));
        Figure figure = figure(results, "P5");
        assertThat(figure.value()).isEqualTo(1.5);
        assertThat(figure.isReached()).isTrue();
    }

    @Test
    void theDifferenceOfP99IsInMilliseconds() {
        Subject ours = subject("nonstick", 20);
        Subject theirs = subject("haproxy", 10);
        ours.open().add(new OpenSample(1000, 400, 3_500, 5_000, 9_000, 20));
        theirs.open().add(new OpenSample(1000, 300, 1_500, 4_000, 8_000, 10));
        assertThat(figure(results(List.of(ours, theirs)), "P4").value()).isEqualTo(2);
    }

    @Test
    void coldStartsAndTheSidecarHaveTheirFigures() {
        Results results =
                new Results(
                        Map.of(),
                        List.of(),
                        1000,
                        List.of(new Cold("nonstick", List.of(310.0, 290.0, 900.0), 10, 5000, 2000)),
                        new Results.Sidecar("nonstick", "-Xmx64m", 90 * 1024));
        assertThat(figure(results, "P6").value()).isEqualTo(310);
        assertThat(figure(results, "P7").value()).isEqualTo(90);
    }

    private static Figure figure(Results results, String id) {
        return Figures.of(results).stream()
                .filter(figure -> figure.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Results results(List<Subject> subjects) {
        return new Results(Map.of(), subjects, 1000, List.of(), null);
    }

    static Subject subject(String name, double... cpuMicros) {
        Subject subject = new Subject(name, "about", "version", null);
        for (double micros : cpuMicros) {
            subject.closed().add(new ClosedSample(1000, 500, 900, micros, 0.5, 0.9, 0.0, 1024));
        }
        return subject;
    }
}
