// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.core.Expressions;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.config.ConfigException;
import dev.martlet.server.config.bind.Binder;
import dev.martlet.server.config.bind.ExpressionChecker;
import dev.martlet.server.config.bind.ProblemLog;
import dev.martlet.server.config.check.ConfigChecks;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.YamlProblem;
import dev.martlet.server.config.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration strictly. Holds no state: one loader serves every reload, from any thread.
 */
public final class ConfigLoader {
    private final Map<String, Class<? extends Record>> policies;
    private final ExpressionChecker expressions;
    private final UnaryOperator<@Nullable String> environment;

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
        ProblemLog log = new ProblemLog(file.toString());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than is allowed, for the reader to say so.
            bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
        } catch (IOException e) {
            String message =
                    Files.exists(file) ? "the file cannot be read" : "the file does not exist";
            log.add(0, 0, "", message, "a readable YAML file", null);
            throw new ConfigException(log.sorted());
        }
        Path folder = file.toAbsolutePath().getParent();
        return parse(file.toString(), bytes, folder == null ? file.toAbsolutePath() : folder);
    }

    /**
     * Reads a document that is at hand.
     *
     * @param name stands for the file in problems
     * @param folder where relative files start
     * @throws ConfigException with everything that is wrong
     */
    public ParsedConfig parse(String name, byte[] document, Path folder) {
        ProblemLog log = new ProblemLog(name);
        Node root = read(document, log);
        Set<Path> files = new LinkedHashSet<>();
        Binder binder = new Binder(log, policies, expressions, environment, folder, files);
        GatewayConfig config = root == null ? null : binder.bind(GatewayConfig.class, root);
        Locations locations = new Locations(root);
        if (root != null && config != null) {
            new ConfigChecks(log, locations::of, binder::placeOf, expressions, files)
                    .run(config, root);
        }
        if (config == null || !log.isEmpty()) {
            throw new ConfigException(log.sorted());
        }
        return new ParsedConfig(name, config, locations, Set.copyOf(files));
    }

    private static @Nullable Node read(byte[] document, ProblemLog log) {
        try {
            return YamlReader.read(document, problem -> add(log, problem));
        } catch (YamlProblem problem) {
            add(log, problem);
            return null;
        }
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
