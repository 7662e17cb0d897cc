// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.server.config.bind.ExpressionChecker;
import dev.martlet.server.config.bind.ProblemLog;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Place;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/** Runs every check over a configuration that may have lost parts to earlier problems. */
public final class ConfigChecks {
    private final Reporter reporter;
    private final ExpressionChecker expressions;
    private final Set<Path> files;

    /**
     * @param places line and column of a path
     * @param paths the path of each record, by identity
     * @param files gets every file that was looked at
     */
    public ConfigChecks(
            ProblemLog log,
            Function<String, Place> places,
            Function<Object, String> paths,
            ExpressionChecker expressions,
            Set<Path> files) {
        this.reporter = new Reporter(log, places, paths);
        this.expressions = expressions;
        this.files = files;
    }

    /** The document is asked for names that were lost together with their service. */
    public void run(GatewayConfig config, Node document) {
        new NameChecks(reporter).run(config);
        new ListenerChecks(reporter).run(config);
        new StateChecks(reporter).run(config.state());
        new ServiceChecks(reporter, expressions).run(config.services());
        new ModelChecks(reporter, document).run(config);
        new TenantChecks(reporter, document).run(config);
        new IdentityChecks(reporter, document, files).run(config);
        new CatalogueChecks(reporter, files).run(config.catalogue());
        new ReferenceChecks(reporter, document).run(config);
        new TlsChecks(reporter, files).run(config);
    }
}
