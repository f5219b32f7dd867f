package dev.nonstick.loadtest.report;

import dev.nonstick.loadtest.report.Figures.Figure;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as maps and lists: medians first, then every measurement. */
final class Tree {
    private Tree() {}

    static Map<String, Object> of(Results results, List<Figure> figures) {
        Map<String, Object> tree = new LinkedHashMap<>(results.facts());
        tree.put("figures", figures.stream().map(Tree::record).toList());
        tree.put("openRate", results.openRate());
        tree.put("subjects", results.subjects().stream().map(Tree::subject).toList());
        tree.put("cold", results.cold().stream().map(Tree::record).toList());
        Results.Sidecar sidecar = results.sidecar();
        if (sidecar != null) {
            tree.put("sidecar", record(sidecar));
        }
        return tree;
    }

    private static Map<String, Object> subject(Subject subject) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", subject.name());
        tree.put("about", subject.about());
        tree.put("version", subject.version());
        String baseline = subject.baseline();
        if (baseline != null) {
            tree.put("variantOf", baseline);
        }
        tree.put("cpuMicros", subject.cpuMicros());
        tree.put("perSecond", subject.perSecond());
        tree.put("p50Micros", Median.of(subject.closed(), ClosedSample::p50Micros));
        tree.put("p99Micros", Median.of(subject.closed(), ClosedSample::p99Micros));
        tree.put("openP99Micros", subject.openP99Micros());
        tree.put("residentKib", Median.of(subject.closed(), ClosedSample::residentKib));
        tree.put("closed", subject.closed().stream().map(Tree::record).toList());
        tree.put("open", subject.open().stream().map(Tree::record).toList());
        return tree;
    }

    /** The components of a record by name. */
    private static Map<String, @Nullable Object> record(Record record) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                tree.put(component.getName(), component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component.getName(), e);
            }
        }
        return tree;
    }
}
