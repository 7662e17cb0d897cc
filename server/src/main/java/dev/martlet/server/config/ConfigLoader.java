// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.core.Expressions;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.server.config.bind.Binder;
import dev.martlet.server.config.bind.ExpressionChecker;
import dev.martlet.server.config.bind.ProblemLog;
import dev.martlet.server.config.bind.Shapes;
import dev.martlet.server.config.check.ConfigChecks;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Place;
import dev.martlet.server.config.yaml.YamlProblem;
import dev.martlet.server.config.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a configuration strictly. One loader serves every reload, from any thread. */
public final class ConfigLoader {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([a-z]+(?:\\.[a-z]+)*): )?(.*?)(?: \\(expected: (.*)\\))?", Pattern.DOTALL);

    private final Map<String, Class<? extends Record>> policies;
    private final ExpressionChecker expressions;
    private final UnaryOperator<@Nullable String> environment;
    private final Shapes shapes = new Shapes();

    /**
     * @param kinds every kind of policy that may be named
     * @param expressions compiles CEL
     * @param environment gives the value of a variable, or null; usually {@code System::getenv}
     */
    public ConfigLoader(
            Collection<PolicyKind<?>> kinds,
            Expressions expressions,
            UnaryOperator<@Nullable String> environment) {
        this.policies = new TreeMap<>();
        kinds.forEach(kind -> policies.put(kind.name(), kind.config()));
        this.expressions = ExpressionChecker.of(expressions);
        this.environment = environment;
    }

    /**
     * Reads a file. Files that it names are looked for relative to its folder.
     *
     * @throws ConfigException with everything that is wrong
     */
    public ParsedConfig load(Path file) {
        return bind(read(file), List.of());
    }

    /**
     * Reads a document that is at hand.
     *
     * @param name stands for the file in problems
     * @param folder where relative files start
     * @throws ConfigException with everything that is wrong
     */
    public ParsedConfig parse(String name, byte[] document, Path folder) {
        return bind(read(name, document, folder), List.of());
    }

    /**
     * Reads a file and looks no further than its syntax.
     *
     * @throws ConfigException if there is nothing to look at
     */
    public ConfigDocument read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than is allowed, for the reader to say so.
            bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
        } catch (IOException e) {
            ProblemLog log = new ProblemLog(file.toString());
            String message =
                    Files.exists(file) ? "the file cannot be read" : "the file does not exist";
            log.add(0, 0, "", message, "a readable YAML file", null);
            throw new ConfigException(log.sorted());
        }
        Path folder = file.toAbsolutePath().getParent();
        return read(file.toString(), bytes, folder == null ? file.toAbsolutePath() : folder);
    }

    /** As {@link #read(Path)}, for a document that is at hand. */
    public ConfigDocument read(String name, byte[] document, Path folder) {
        List<YamlProblem> problems = new ArrayList<>();
        try {
            Node root = YamlReader.read(document, problems::add);
            return new ConfigDocument(name, root, problems, folder);
        } catch (YamlProblem problem) {
            problems.add(problem);
            return new ConfigDocument(name, null, problems, folder);
        }
    }

    /**
     * Binds and checks a document together with objects that were made at run time.
     *
     * @throws ConfigException with everything that is wrong with either
     */
    public ParsedConfig bind(ConfigDocument document, Collection<AddedObject> objects) {
        ProblemLog log = new ProblemLog(document.name());
        document.problems().forEach(problem -> add(log, problem));
        Sources sources = Sources.of(document, objects);
        Node root = sources.root();
        Set<Path> files = new LinkedHashSet<>();
        Binder binder = binder(log, document.folder(), files, sources::isAdded);
        GatewayConfig config = root == null ? null : binder.bind(GatewayConfig.class, root);
        Locations locations = new Locations(root);
        if (root != null && config != null) {
            new ConfigChecks(log, locations::of, binder::placeOf, expressions, files)
                    .run(config, root);
        }
        if (config == null || !log.isEmpty() || !sources.clashes().isEmpty()) {
            List<Problem> problems = new ArrayList<>(sources.clashes());
            problems.addAll(log.sorted());
            throw new ConfigException(sources.place(problems));
        }
        return new ParsedConfig(document.name(), config, locations, sources, Set.copyOf(files));
    }

    /**
     * Binds one record that is no part of the whole, or is needed before it.
     *
     * @param place stands for the file in problems
     * @param stored whether it comes from where secrets must not be
     * @throws ConfigException with everything that is wrong
     */
    public <T extends Record> T bind(
            Class<T> type, String place, Node node, Path folder, boolean stored) {
        ProblemLog log = new ProblemLog(place);
        T made = binder(log, folder, new LinkedHashSet<>(), path -> stored).bind(type, node);
        if (made == null || !log.isEmpty()) {
            throw new ConfigException(log.sorted());
        }
        return made;
    }

    /**
     * Binds one section of a document before the whole is bound.
     *
     * @param key of the section; one that is not there is taken for an empty mapping
     * @throws ConfigException with everything that is wrong in it
     */
    public <T extends Record> T section(ConfigDocument document, String key, Class<T> type) {
        Node.Entry entry = entry(document, key);
        Node node = entry == null ? new Node.MapNode(List.of(), 0, 0, 1) : entry.value();
        return bind(type, document.name(), node, document.folder(), false);
    }

    /** Whether a document says anything about a section. */
    public boolean has(ConfigDocument document, String key) {
        return entry(document, key) != null;
    }

    private static Node.@Nullable Entry entry(ConfigDocument document, String key) {
        return document.root() instanceof Node.MapNode map ? map.entry(key) : null;
    }

    /** A problem of this form: {@code section.key: what is wrong (expected: what is right)}. */
    public Problem problem(ConfigDocument document, @Nullable String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        boolean fits = form.matches();
        String path = fits && form.group(1) != null ? form.group(1) : "state";
        Place place = new Locations(document.root()).of(path);
        return new Problem(
                document.name(),
                place.line(),
                place.column(),
                path,
                fits ? form.group(2) : String.valueOf(text),
                fits ? form.group(3) : null,
                null);
    }

    private Binder binder(ProblemLog log, Path folder, Set<Path> files, Predicate<String> stored) {
        return new Binder(log, shapes, policies, expressions, environment, folder, files, stored);
    }

    private static void add(ProblemLog log, YamlProblem problem) {
        String message = String.valueOf(problem.getMessage());
        log.add(
                problem.line(),
                problem.column(),
                problem.path(),
                message,
                problem.expected(),
                null);
    }
}
