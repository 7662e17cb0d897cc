// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Changed;
import dev.martlet.core.state.Documents.Document;
import dev.martlet.core.state.Documents.Revision;
import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.LiveKeys;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.server.config.AddedObject;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.config.ParsedConfig;
import dev.martlet.server.config.yaml.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds, as far as this node has heard of it. Keys go on to the directory of live
 * keys by themselves; everything else waits to be compiled. Changed under the lock of changes, read
 * from any thread.
 */
public final class Stored {
    private static final System.Logger LOG = System.getLogger(Stored.class.getName());

    /** More revisions than these are not gone through one by one. */
    private static final int MAX_DELTA = 200;

    private final Documents documents;
    private final ConfigLoader loader;
    private final LiveKeys live;
    private final ConcurrentSkipListMap<String, StoredObject> keys = new ConcurrentSkipListMap<>();
    private final Map<String, String> keyNames = new ConcurrentHashMap<>();
    private volatile ObjectSet objects = ObjectSet.EMPTY;
    private volatile long revision;
    private volatile long objectsRevision;

    /**
     * Nothing is known yet; see {@link #refresh}.
     *
     * @param documents the store
     * @param loader binds keys
     * @param live told of keys
     */
    public Stored(Documents documents, ConfigLoader loader, LiveKeys live) {
        this.documents = documents;
        this.loader = loader;
        this.live = live;
    }

    /**
     * Catches up with the store.
     *
     * @throws dev.martlet.core.state.StateException if it does not answer
     */
    public void refresh() {
        long newest = documents.revision();
        long behind = newest - revision;
        if (behind == 0) {
            return;
        }
        if (behind > 0 && behind <= MAX_DELTA && revision > 0) {
            List<Revision> missed = documents.history((int) behind);
            boolean whole = !missed.isEmpty() && missed.getLast().number() == revision + 1;
            if (whole) {
                missed.reversed().forEach(this::adopt);
                return;
            }
        }
        readAll();
    }

    private void readAll() {
        Documents.All all = documents.read();
        List<StoredObject> others = new ArrayList<>();
        Map<String, StoredObject> foundKeys = new HashMap<>();
        for (Document document : all.documents().values()) {
            StoredObject object = StoredObject.of(document);
            if (object.id().kind().equals(Kinds.KEYS)) {
                foundKeys.put(object.id().name(), object);
            } else {
                others.add(object);
            }
        }
        Map<KeyConfig, String> valid = new LinkedHashMap<>();
        foundKeys
                .values()
                .forEach(key -> {
                    KeyConfig config = keyOrNull(key);
                    if (config != null) {
                        valid.put(config, tenantOf(key.id()));
                    }
                });
        live.replace(valid);
        keys.keySet().retainAll(foundKeys.keySet());
        keys.putAll(foundKeys);
        keyNames.clear();
        foundKeys.keySet().forEach(name -> keyNames.put(keyOf(name), name));
        objects = ObjectSet.of(others);
        objectsRevision = all.revision();
        revision = all.revision();
    }

    /** Takes the revision that comes next. */
    void adopt(Revision next) {
        Map<Documents.Id, @Nullable StoredObject> others = new LinkedHashMap<>();
        for (Changed one : next.changes()) {
            String after = one.after();
            StoredObject object =
                    after == null
                            ? null
                            : StoredObject.of(new Document(one.id(), after, next.number()));
            if (one.id().kind().equals(Kinds.KEYS)) {
                adoptKey(one.id(), object);
            } else {
                others.put(one.id(), object);
            }
        }
        if (!others.isEmpty()) {
            objects = objects.with(others);
            objectsRevision = next.number();
        }
        revision = next.number();
    }

    private void adoptKey(Documents.Id id, @Nullable StoredObject key) {
        String shortId = keyOf(id.name());
        KeyConfig config = key == null ? null : keyOrNull(key);
        if (config == null) {
            live.remove(shortId);
        } else {
            live.put(tenantOf(id), config);
        }
        if (key == null) {
            keys.remove(id.name());
            keyNames.remove(shortId, id.name());
        } else {
            keys.put(id.name(), key);
            keyNames.put(shortId, id.name());
        }
    }

    /** A key that this version cannot read is no key: it is refused, and the log says so. */
    private @Nullable KeyConfig keyOrNull(StoredObject key) {
        try {
            return key(key.id(), key.node());
        } catch (ConfigException e) {
            LOG.log(System.Logger.Level.ERROR, "a stored key is not used: {0}", e.getMessage());
            return null;
        }
    }

    KeyConfig key(Documents.Id id, Node node) {
        String place = "admin: " + Kinds.KEYS + "/" + id.name();
        return loader.bind(KeyConfig.class, place, node, Path.of(""), true);
    }

    /** {@code acme/ci}: the key {@code ci} of the tenant {@code acme}. */
    static Documents.Id keyId(String tenant, String key) {
        return new Documents.Id(Kinds.KEYS, tenant + "/" + key);
    }

    static String tenantOf(Documents.Id key) {
        return key.name().substring(0, key.name().indexOf('/'));
    }

    private static String keyOf(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /**
     * Keys of the configuration whose ids are taken by keys that were made at run time.
     *
     * @param parsed file and objects
     * @return a problem for each
     */
    public List<Problem> clashes(ParsedConfig parsed) {
        List<Problem> problems = new ArrayList<>();
        List<TenantConfig> tenants = parsed.config().tenants();
        for (int t = 0; t < tenants.size(); t++) {
            for (int k = 0; k < tenants.get(t).keys().size(); k++) {
                String id = tenants.get(t).keys().get(k).id();
                String stored = keyNames.get(id);
                if (stored != null) {
                    problems.add(
                            parsed.problem(
                                    "tenants[" + t + "].keys[" + k + "].id",
                                    "the key \""
                                            + id
                                            + "\" was also made at run time, as keys/"
                                            + stored,
                                    "another id here, or the key deleted through the admin API first",
                                    null));
                }
            }
        }
        return problems;
    }

    /**
     * What is to be compiled with the file.
     *
     * @return all objects but keys
     */
    public List<AddedObject> added() {
        return objects.added();
    }

    ObjectSet objects() {
        return objects;
    }

    NavigableMap<String, StoredObject> keys() {
        return keys;
    }

    /** Under which name a key of this id is stored, or null. */
    @Nullable String keyName(String id) {
        return keyNames.get(id);
    }

    /**
     * The newest revision that this node has heard of.
     *
     * @return 0 if there is none
     */
    public long revision() {
        return revision;
    }

    /**
     * The newest revision that may have changed something else than keys.
     *
     * @return 0 if there is none
     */
    public long objectsRevision() {
        return objectsRevision;
    }

    @Nullable StoredObject get(Documents.Id id) {
        return id.kind().equals(Kinds.KEYS) ? keys.get(id.name()) : objects.get(id);
    }

    /**
     * Tells when there may be something new.
     *
     * @param listener must not block
     * @return ends the calls
     */
    public AutoCloseable watch(Runnable listener) {
        return documents.watch(listener);
    }

    Documents documents() {
        return documents;
    }
}
