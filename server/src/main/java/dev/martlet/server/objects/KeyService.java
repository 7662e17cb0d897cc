// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.state.Documents;
import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.KeyUses;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.config.EffectiveConfig;
import dev.martlet.server.config.yaml.MergePatch;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.objects.Refusal.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes, rotates and revokes API keys. They are documents of their own, so that one of a hundred
 * thousand can come and go without anything being compiled. Thread-safe.
 */
public final class KeyService {
    private static final Pattern NUMBERED = Pattern.compile("(.*)-([0-9]{1,9})");
    private static final int LONGEST_ID = 63;

    private final Stored stored;
    private final Compiler compiler;
    private final Changes changes;
    private final ConfigLoader loader;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final KeyUses uses;

    KeyService(
            Stored stored,
            Compiler compiler,
            Changes changes,
            ConfigLoader loader,
            RandomGenerator random,
            InstantSource clock,
            KeyUses uses) {
        this.stored = stored;
        this.compiler = compiler;
        this.changes = changes;
        this.loader = loader;
        this.random = random;
        this.clock = clock;
        this.uses = uses;
    }

    /**
     * When a key was last used here.
     *
     * @param id which
     * @return to the minute; null if it was not, since this process started
     */
    public @Nullable Instant lastUsed(String id) {
        return uses.last(id);
    }

    /**
     * A key that was made.
     *
     * @param shown what is kept of it
     * @param secret the key itself; null if the caller has made it, and given its hash
     * @param revision of the whole
     */
    public record Made(Shown shown, @Nullable String secret, long revision) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Made[" + shown.name() + "]";
        }
    }

    /**
     * Makes a key.
     *
     * @param tenant whose it is
     * @param body what a key of the configuration may say; {@code id} and {@code sha256} may be
     *     left out
     * @param actor who does it
     * @return the key
     * @throws Refusal if none was made
     */
    public Made create(String tenant, MapNode body, Actor actor) {
        NewKey secret = body.entry("sha256") == null ? NewKey.random(random) : null;
        String given = Bodies.text(body, "id");
        String id = given == null ? tenant + "-" + hex() : given;
        MapNode named = Bodies.named(body, "id", id, place(tenant, id));
        MapNode whole = secret == null ? named : Bodies.with(named, "sha256", secret.sha256());
        long revision = changes.make(actor, () -> List.of(creation(tenant, id, whole)));
        return new Made(
                shown(tenant, id, whole), secret == null ? null : secret.secret(), revision);
    }

    private Edit creation(String tenant, String id, MapNode node) {
        checkTenant(tenant);
        Documents.Id name = Stored.keyId(tenant, id);
        // What is no id must not get into a name.
        KeyConfig key = stored.key(name, node);
        checkFree(id, key.sha256());
        return Edit.put(name, null, node);
    }

    /** Ids and keys are unique among those of the configuration and those of the store. */
    private void checkFree(String id, String sha256) {
        for (TenantConfig tenant : compiler.serving().config().tenants()) {
            for (KeyConfig key : tenant.keys()) {
                if (key.id().equals(id) || key.sha256().equalsIgnoreCase(sha256)) {
                    throw new Refusal(
                            Reason.ALREADY_EXISTS,
                            "The configuration of tenant "
                                    + tenant.name()
                                    + " has this key already, as "
                                    + key.id()
                                    + ".");
                }
            }
        }
        String taken = stored.keyName(id);
        if (taken != null) {
            throw new Refusal(
                    Reason.ALREADY_EXISTS,
                    "There is a key " + taken + "; ids are unique among all tenants.");
        }
    }

    /**
     * The keys of a tenant: those of its configuration, and those made at run time.
     *
     * @param tenant whose
     * @param after begins behind this id; empty for the first page
     * @param limit how many at most
     * @return a page of them
     */
    public Page<Shown> list(String tenant, String after, int limit) {
        TenantConfig config = checkTenant(tenant);
        NavigableMap<String, Shown> found = new TreeMap<>();
        for (int i = 0; i < config.keys().size(); i++) {
            String id = config.keys().get(i).id();
            if (id.compareTo(after) > 0) {
                found.put(id, ofConfig(config, i));
            }
        }
        NavigableMap<String, StoredObject> keys =
                ObjectService.keysOf(stored, tenant).tailMap(tenant + "/" + after, after.isEmpty());
        keys.values().stream()
                .limit(limit + 1L)
                .forEach(key -> found.put(idOf(key), Shown.of(idOf(key), key)));
        return Page.of(found.values().stream().limit(limit + 1L).toList(), limit, Shown::name);
    }

    private Shown ofConfig(TenantConfig config, int index) {
        List<TenantConfig> all = compiler.serving().config().tenants();
        Object tenant =
                EffectiveConfig.element(
                        compiler.serving(), ObjectService.TENANTS, all.indexOf(config));
        Object keys = tenant instanceof Map<?, ?> map ? map.get("keys") : null;
        Object key = keys instanceof List<?> list ? list.get(index) : Map.of();
        String id = config.keys().get(index).id();
        return new Shown(
                id, null, "the configuration of tenant " + config.name(), key == null ? "" : key);
    }

    /**
     * Reads one.
     *
     * @param tenant whose
     * @param id which
     * @return what is kept of it
     * @throws Refusal if there is none
     */
    public Shown get(String tenant, String id) {
        TenantConfig config = checkTenant(tenant);
        for (int i = 0; i < config.keys().size(); i++) {
            if (config.keys().get(i).id().equals(id)) {
                return ofConfig(config, i);
            }
        }
        return Shown.of(id, found(tenant, id));
    }

    /**
     * Changes what is kept of a key: its label, its expiry, what it may use.
     *
     * @param tenant whose
     * @param id which
     * @param patch a merge patch (RFC 7396)
     * @param precondition what the caller takes for granted
     * @param actor who does it
     * @return the key
     * @throws Refusal if nothing was changed
     */
    public Shown patch(
            String tenant, String id, MapNode patch, Precondition precondition, Actor actor) {
        if (patch.entry("sha256") != null) {
            throw Refusal.badRequest(
                    "sha256: a key stays the same key. To replace it, rotate it, or make another one.");
        }
        List<MapNode> last = new ArrayList<>();
        changes.make(
                actor,
                () -> {
                    StoredObject before = found(tenant, id);
                    precondition.check("keys/" + tenant + "/" + id, before);
                    MapNode next = (MapNode) MergePatch.apply(before.node(), patch);
                    MapNode named = Bodies.named(next, "id", id, place(tenant, id));
                    last.add(named);
                    return List.of(Edit.put(before.id(), before, named));
                });
        return shown(tenant, id, last.getLast());
    }

    /**
     * Revokes a key: nothing is left of it, and it is refused within a second everywhere.
     *
     * @param tenant whose
     * @param id which
     * @param precondition what the caller takes for granted
     * @param actor who does it
     * @return the revision of the whole
     * @throws Refusal if it was not revoked
     */
    public long delete(String tenant, String id, Precondition precondition, Actor actor) {
        return changes.make(
                actor,
                () -> {
                    StoredObject before = found(tenant, id);
                    precondition.check("keys/" + tenant + "/" + id, before);
                    return List.of(Edit.delete(before));
                });
    }

    /**
     * Makes a key like another one, which goes on working for a while.
     *
     * @param tenant whose
     * @param id of the old one
     * @param body {@code overlap} and {@code id}, both may be left out
     * @param actor who does it
     * @return the new key
     * @throws Refusal if nothing was changed
     */
    public Made rotate(String tenant, String id, MapNode body, Actor actor) {
        Rotation rotation = rotation(body);
        NewKey secret = NewKey.random(random);
        Instant end = clock.instant().plus(rotation.overlap()).truncatedTo(ChronoUnit.SECONDS);
        List<MapNode> last = new ArrayList<>();
        String[] newId = new String[1];
        long revision =
                changes.make(
                        actor,
                        () -> {
                            StoredObject old = found(tenant, id);
                            String next = rotation.id() == null ? numbered(id) : rotation.id();
                            newId[0] = next;
                            MapNode like =
                                    Bodies.without(Bodies.without(old.node(), "id"), "sha256");
                            MapNode node =
                                    Bodies.with(
                                            Bodies.named(
                                                    Bodies.without(like, "expires"),
                                                    "id",
                                                    next,
                                                    place(tenant, next)),
                                            "sha256",
                                            secret.sha256());
                            last.add(node);
                            return List.of(
                                    creation(tenant, next, node),
                                    Edit.put(old.id(), old, expiring(old, end)));
                        });
        return new Made(shown(tenant, newId[0], last.getLast()), secret.secret(), revision);
    }

    private Rotation rotation(MapNode body) {
        try {
            return loader.bind(Rotation.class, "request body", body, Path.of(""), true);
        } catch (ConfigException e) {
            throw Refusal.invalid(e.problems());
        }
    }

    /** A key that ends earlier anyway does not get longer. */
    private MapNode expiring(StoredObject old, Instant end) {
        String known = Bodies.text(old.node(), "expires");
        if (known != null && Instant.parse(known).isBefore(end)) {
            return old.node();
        }
        return Bodies.with(old.node(), "expires", end.toString());
    }

    private String numbered(String id) {
        Matcher matcher = NUMBERED.matcher(id);
        String stem = matcher.matches() ? matcher.group(1) : id;
        long number = matcher.matches() ? Long.parseLong(matcher.group(2)) + 1 : 2;
        UnaryOperator<String> form =
                end -> stem.substring(0, Math.min(stem.length(), LONGEST_ID - end.length())) + end;
        while (stored.keyName(form.apply("-" + number)) != null) {
            number++;
        }
        return form.apply("-" + number);
    }

    private StoredObject found(String tenant, String id) {
        TenantConfig config = checkTenant(tenant);
        if (config.keys().stream().anyMatch(key -> key.id().equals(id))) {
            throw new Refusal(
                    Reason.DEFINED_IN_FILE,
                    "The key "
                            + id
                            + " is part of the configuration of tenant "
                            + tenant
                            + ": it is changed with that.");
        }
        StoredObject key = stored.get(Stored.keyId(tenant, id));
        if (key == null) {
            throw new Refusal(Reason.NOT_FOUND, "Tenant " + tenant + " has no key " + id + ".");
        }
        return key;
    }

    private TenantConfig checkTenant(String name) {
        for (TenantConfig tenant : compiler.serving().config().tenants()) {
            if (tenant.name().equals(name)) {
                return tenant;
            }
        }
        throw new Refusal(Reason.NOT_FOUND, "There is no tenant " + name + ".");
    }

    private Shown shown(String tenant, String id, MapNode otherwise) {
        StoredObject now = stored.get(Stored.keyId(tenant, id));
        return now == null ? new Shown(id, 0L, null, Shown.value(otherwise)) : Shown.of(id, now);
    }

    private String hex() {
        return "%08x".formatted(random.nextInt()).toLowerCase(Locale.ROOT);
    }

    private static String idOf(StoredObject key) {
        return key.id().name().substring(key.id().name().indexOf('/') + 1);
    }

    private static String place(String tenant, String id) {
        return "admin: keys/" + tenant + "/" + id;
    }
}
