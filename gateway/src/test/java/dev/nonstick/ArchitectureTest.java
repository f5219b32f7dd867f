package dev.nonstick;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Holds the shape of the gateway.
 *
 * <pre>
 *                     Main, Gateway (root)                       cli
 *    config                  proxy             admin  sideapi
 *               store                 upstream                   I/O edges
 *                   http1       telemetry
 *    session            routing           drain                  pure decisions
 *     vault                                                      pure decisions
 *                          http                                  pure rules
 * </pre>
 *
 * Imports go downwards only; packages on one line do not import each other.
 */
class ArchitectureTest {
    private static final String BASE = "dev.nonstick";
    private static final String ROOT = "";

    private static final Set<String> PURE = Set.of("http", "vault", "session", "routing", "drain");

    private static final Set<String> BELOW_EDGES =
            Set.of("http", "vault", "session", "routing", "drain", "telemetry", "http1");

    private static final Set<String> BELOW_TOP =
            Set.of(
                    "http",
                    "vault",
                    "session",
                    "routing",
                    "drain",
                    "telemetry",
                    "http1",
                    "store",
                    "upstream");

    /** What each package may import; the root may import all. */
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("http", Set.of()),
                    Map.entry("vault", Set.of("http")),
                    Map.entry("session", Set.of("http", "vault")),
                    Map.entry("routing", Set.of("http", "vault")),
                    Map.entry("drain", Set.of("http")),
                    Map.entry("http1", Set.of("http")),
                    Map.entry("telemetry", PURE),
                    Map.entry("store", BELOW_EDGES),
                    Map.entry("upstream", BELOW_EDGES),
                    Map.entry("config", BELOW_TOP),
                    Map.entry("proxy", BELOW_TOP),
                    Map.entry("admin", BELOW_TOP),
                    Map.entry("sideapi", BELOW_TOP),
                    Map.entry("cli", Set.of()));

    /** Settings live with the feature that uses them; config only composes them. */
    private static final Set<String> ALSO_FOR_CONFIG =
            Set.of(
                    "dev.nonstick.proxy.ListenSettings",
                    "dev.nonstick.proxy.LimitSettings",
                    "dev.nonstick.sideapi.SideApiSettings",
                    "dev.nonstick.sideapi.SideApiSettings$Address",
                    "dev.nonstick.sideapi.SideApiSettings$Tcp",
                    "dev.nonstick.sideapi.SideApiSettings$Unix");

    /**
     * Most public top-level types of each package: today's and a little room. Package-private is
     * the default; a larger number is a decision.
     */
    private static final Map<String, Integer> PUBLIC_TYPES =
            Map.ofEntries(
                    Map.entry("dev.nonstick", 2),
                    Map.entry("dev.nonstick.http", 19),
                    Map.entry("dev.nonstick.http1", 6),
                    Map.entry("dev.nonstick.session", 36),
                    Map.entry("dev.nonstick.vault", 9),
                    Map.entry("dev.nonstick.routing", 7),
                    Map.entry("dev.nonstick.drain", 3),
                    Map.entry("dev.nonstick.telemetry", 5),
                    Map.entry("dev.nonstick.store", 24),
                    Map.entry("dev.nonstick.upstream", 7),
                    Map.entry("dev.nonstick.config", 5),
                    Map.entry("dev.nonstick.proxy", 4),
                    Map.entry("dev.nonstick.admin", 2),
                    Map.entry("dev.nonstick.sideapi", 3),
                    Map.entry("dev.nonstick.cli", 5),
                    Map.entry("dev.nonstick.cli.demo", 3));

    private static final int MAX_LINES = 300;

    /** A file that may be longer, how long, and why. */
    private record LongFile(String path, int lines, String reason) {}

    private static final List<LongFile> LONG_FILES =
            List.of(
                    new LongFile(
                            "dev/nonstick/proxy/Exchange.java",
                            340,
                            "the request's way is read top to bottom in one file"),
                    new LongFile(
                            "dev/nonstick/proxy/ClientSide.java",
                            310,
                            "all that may happen to one answer on its way is one state"));

    /** Packages of the JDK from which pure packages may use everything. */
    private static final Set<String> VALUE_PACKAGES =
            Set.of(
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio.charset",
                    "java.util.function",
                    "java.util.stream",
                    "java.util.zip",
                    "javax.crypto",
                    "javax.crypto.spec",
                    "org.jspecify.annotations");

    /** Single types that they may use besides. */
    private static final Set<String> VALUE_TYPES =
            Set.of(
                    "java.io.Serializable",
                    "java.net.InetAddress",
                    "java.nio.Buffer",
                    "java.nio.BufferUnderflowException",
                    "java.nio.ByteBuffer",
                    "java.nio.ByteOrder",
                    "java.nio.CharBuffer",
                    "java.security.GeneralSecurityException",
                    "java.security.Key",
                    "java.security.MessageDigest",
                    "java.security.spec.AlgorithmParameterSpec",
                    "java.time.Duration",
                    "java.util.random.RandomGenerator");

    /** Types of java.lang and java.util that act instead of being values. */
    private static final Set<String> ACTING_TYPES =
            Set.of(
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.ScopedValue",
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.Properties",
                    "java.util.Random",
                    "java.util.Scanner",
                    "java.util.ServiceLoader",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.util.TimerTask",
                    "java.util.UUID");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(new ImportOption.DoNotIncludeJars())
                    .importPackages(BASE);

    @Test
    void theWholeGatewayIsLookedAt() {
        Set<String> layers = new TreeSet<>();
        CLASSES.forEach(type -> layers.add(layer(type)));
        layers.remove(ROOT);
        assertThat(layers).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
    }

    /** A rule that finds nothing anywhere would hold nothing. */
    @Test
    void theRulesFindWhatIsThere() {
        assertThat(
                        dependencies(
                                d ->
                                        layer(d.getOriginClass()).equals("proxy")
                                                && !isValue(target(d))))
                .isNotEmpty();
        assertThat(accesses(a -> !isHarmless(a.getTargetOwner(), a.getName()))).isNotEmpty();
        assertThat(dependencies(d -> layer(target(d)).equals("config"))).isNotEmpty();
    }

    @Test
    void importsGoDownwardsOnly() {
        assertThat(dependencies(ArchitectureTest::goesUpwards)).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void purePackagesUseValuesOnly() {
        assertThat(dependencies(d -> isPure(d.getOriginClass()) && !isValue(target(d)))).isEmpty();
    }

    @Test
    void purePackagesAskTheSystemAndTheNetworkNothing() {
        assertThat(
                        accesses(
                                access ->
                                        isPure(access.getOriginOwner())
                                                && !isHarmless(
                                                        access.getTargetOwner(), access.getName())))
                .isEmpty();
    }

    @Test
    void nothingSleeps() {
        assertThat(
                        accesses(
                                access ->
                                        access.getTargetOwner().isEquivalentTo(Thread.class)
                                                && access.getName().equals("sleep")
                                                // a plain program between its own processes
                                                && !access.getOriginOwner()
                                                        .getName()
                                                        .equals("dev.nonstick.cli.demo.Pause")))
                .isEmpty();
    }

    @Test
    void onlyRootAndCommandLineTalkToTheTerminal() {
        Set<String> allowed = Set.of(ROOT, "cli");
        assertThat(
                        accesses(
                                access ->
                                        access.getTargetOwner().isEquivalentTo(System.class)
                                                && Set.of("out", "err", "in")
                                                        .contains(access.getName())
                                                && !allowed.contains(
                                                        layer(access.getOriginOwner()))))
                .isEmpty();
    }

    @Test
    void publicTypesStayWithinTheirBudget() {
        Map<String, Integer> found = new HashMap<>();
        for (JavaClass type : CLASSES) {
            if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                found.merge(type.getPackageName(), 1, Integer::sum);
            }
        }
        assertThat(found.keySet()).isEqualTo(PUBLIC_TYPES.keySet());
        assertThat(found)
                .allSatisfy(
                        (name, count) ->
                                assertThat(count)
                                        .as(name)
                                        .isLessThanOrEqualTo(PUBLIC_TYPES.get(name)));
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        Map<String, Integer> tooLong = new HashMap<>();
        Path sources = Path.of("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > MAX_LINES) {
                    tooLong.put(sources.relativize(file).toString().replace('\\', '/'), lines);
                }
            }
        }
        Set<String> listed = new HashSet<>();
        for (LongFile file : LONG_FILES) {
            listed.add(file.path());
            assertThat(file.reason()).isNotBlank();
            assertThat(tooLong.getOrDefault(file.path(), 0))
                    .as("%s: shorter than %d is not to be listed", file.path(), MAX_LINES)
                    .isBetween(MAX_LINES, file.lines());
        }
        assertThat(tooLong.keySet()).isEqualTo(listed);
    }

    private static boolean goesUpwards(Dependency dependency) {
        String from = layer(dependency.getOriginClass());
        JavaClass target = target(dependency);
        if (from.equals(ROOT) || !isOurs(target) || from.equals(layer(target))) {
            return false;
        }
        if (from.equals("config") && ALSO_FOR_CONFIG.contains(target.getName())) {
            return false;
        }
        return !MAY_IMPORT.getOrDefault(from, Set.of()).contains(layer(target));
    }

    private static boolean isValue(JavaClass type) {
        String name = outermost(type);
        String inPackage = type.getPackageName();
        if (type.isPrimitive() || isOurs(type)) {
            return true;
        }
        if (inPackage.equals("java.lang") || inPackage.equals("java.util")) {
            return !ACTING_TYPES.contains(name);
        }
        return VALUE_PACKAGES.contains(inPackage) || VALUE_TYPES.contains(name);
    }

    /** Of types that are half value and half act only the value's half. */
    private static boolean isHarmless(JavaClass owner, String member) {
        return switch (owner.getName()) {
            case "java.lang.System" -> member.equals("arraycopy");
            case "java.net.InetAddress" ->
                    Set.of("ofLiteral", "getAddress", "getHostAddress").contains(member);
            case "java.util.random.RandomGenerator" -> member.startsWith("next");
            case "java.lang.Math" -> !member.equals("random");
            default -> true;
        };
    }

    private static boolean isPure(JavaClass type) {
        return PURE.contains(layer(type));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(BASE) || type.getPackageName().startsWith(BASE + ".");
    }

    /** The first name below the root; empty for the root itself. */
    private static String layer(JavaClass type) {
        String name = type.getPackageName();
        if (!isOurs(type)) {
            return "foreign";
        }
        return name.equals(BASE) ? ROOT : name.substring(BASE.length() + 1).split("\\.", 2)[0];
    }

    private static String outermost(JavaClass type) {
        int nested = type.getName().indexOf('$');
        return nested < 0 ? type.getName() : type.getName().substring(0, nested);
    }

    private static JavaClass target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType();
    }

    private static List<String> dependencies(Predicate<Dependency> wrong) {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (wrong.test(dependency)) {
                    found.add(dependency.getDescription());
                }
            }
        }
        return found;
    }

    private static List<String> accesses(Predicate<JavaAccess<?>> wrong) {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (wrong.test(access)) {
                    found.add(access.getDescription());
                }
            }
        }
        return found;
    }
}
