// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.core.state.StateException;
import dev.martlet.server.alert.Alerts;
import dev.martlet.server.compile.SnapshotCompiler;
import dev.martlet.server.config.AddedObject;
import dev.martlet.server.config.ConfigDocument;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.config.ParsedConfig;
import dev.martlet.server.config.model.StateConfig;
import dev.martlet.server.config.model.StateKind;
import dev.martlet.server.objects.Stored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What serves: a file and the objects that were made at run time, compiled together. Either may
 * change; the other one is then compiled again as it was. Changed under one lock.
 */
final class Generations {
    private static final System.Logger LOG = System.getLogger(Generations.class.getName());

    private final ConfigSource source;
    private final ConfigLoader loader;
    private final SnapshotCompiler compiler;
    private final Stored stored;
    private final StateConfig state;
    private final Snapshots snapshots;
    private final Alerts alerts;
    private volatile Serving serving;
    private long served;

    /** What serves, or will. */
    record Serving(ConfigDocument document, ParsedConfig parsed) {}

    /** A generation that nobody sees yet. */
    record Prepared(Serving serving, Snapshot snapshot) {
        ParsedConfig parsed() {
            return serving.parsed();
        }
    }

    /** Reads and compiles the first one. */
    Generations(ConfigSource source, Composition parts) {
        this.source = source;
        this.loader = parts.loader();
        this.compiler = parts.compiler();
        ConfigDocument document = source.read(loader);
        this.state = stateOf(document);
        try {
            this.stored = new Stored(parts.open(state).documents(), loader, parts.liveKeys());
        } catch (StateException e) {
            throw new ConfigException(List.of(loader.problem(document, e.getMessage())));
        }
        first(document);
        Prepared first = compile(document, stored.added(), 1);
        this.snapshots = new Snapshots(first.snapshot());
        this.serving = first.serving();
        this.served = stored.objectsRevision();
        this.alerts = parts.alerts();
        alerts.configure(config().config().alerts());
    }

    /**
     * A Redis that is away when a gateway starts is waited for while it serves what the file says.
     */
    private void first(ConfigDocument document) {
        if (state.kind() == StateKind.REDIS) {
            catchUp();
            return;
        }
        try {
            stored.refresh();
        } catch (StateException e) {
            throw new ConfigException(List.of(loader.problem(document, e.getMessage())));
        }
    }

    private StateConfig stateOf(ConfigDocument document) {
        try {
            return loader.section(document, "state", StateConfig.class);
        } catch (ConfigException e) {
            // Tells everything else that is wrong, too.
            loader.bind(document, List.of());
            throw e;
        }
    }

    /** Reads the file again, and compiles it with the objects as they are now. */
    Prepared read() {
        ConfigDocument document = source.read(loader);
        catchUp();
        Prepared next = compile(document, stored.added(), snapshots.generation() + 1);
        if (!next.parsed().config().state().equals(state)) {
            next.snapshot().discard();
            throw next.parsed()
                    .refused("state", "it cannot change while the gateway runs", "a restart");
        }
        return next;
    }

    /** The file that serves, with other objects. */
    Prepared with(List<AddedObject> objects) {
        return compile(serving.document(), objects, snapshots.generation() + 1);
    }

    /** Hears of objects that other nodes have changed; keys are in force when this returns. */
    private void catchUp() {
        try {
            stored.refresh();
        } catch (StateException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "objects are taken as they were last heard of: {0}",
                    e.getMessage());
        }
    }

    /** The file that serves with the objects as they are now, or null if that is what serves. */
    @Nullable Prepared caughtUp() {
        catchUp();
        return stored.objectsRevision() == served ? null : with(stored.added());
    }

    private Prepared compile(ConfigDocument document, List<AddedObject> objects, long number) {
        ParsedConfig parsed = loader.bind(document, objects);
        List<Problem> clashes = stored.clashes(parsed);
        if (!clashes.isEmpty()) {
            throw new ConfigException(clashes);
        }
        return new Prepared(new Serving(document, parsed), compiler.compile(parsed, number));
    }

    void publish(Prepared next) {
        snapshots.publish(next.snapshot());
        serving = next.serving();
        served = stored.objectsRevision();
        alerts.configure(config().config().alerts());
    }

    Snapshots snapshots() {
        return snapshots;
    }

    Stored stored() {
        return stored;
    }

    ParsedConfig config() {
        return serving.parsed();
    }

    ConfigDocument document() {
        return serving.document();
    }

    /** Whether there is anything that is worth a file: see {@code state.path}. */
    boolean keeps() {
        return !config().config().tenants().isEmpty()
                || stored.revision() > 0
                || loader.has(document(), "state");
    }
}
