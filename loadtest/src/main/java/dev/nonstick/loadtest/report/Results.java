package dev.nonstick.loadtest.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param facts machine, versions, commit, date and plan, in order
 * @param openRate requests a second of the open loop
 * @param sidecar resident memory with a small heap at 1 000 requests a second; null: not measured
 */
public record Results(
        Map<String, String> facts,
        List<Subject> subjects,
        double openRate,
        List<Cold> cold,
        @Nullable Sidecar sidecar) {

    /** The sidecar profile. */
    public record Sidecar(String subject, String options, double residentKib) {}

    public Optional<Subject> subject(String name) {
        return subjects.stream().filter(subject -> subject.name().equals(name)).findFirst();
    }

    public Optional<Cold> cold(String name) {
        return cold.stream().filter(one -> one.subject().equals(name)).findFirst();
    }
}
