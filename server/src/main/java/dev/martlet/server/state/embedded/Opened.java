// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.StateException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;

/** The file while it is open. After a failure of the disk it is closed for good: see Store. */
final class Opened {
    /** Rises when an older Martlet could not read what is written any more. */
    private static final int FORMAT = 1;

    private static final String FORMAT_KEY = "format";

    private final MVStore store;
    private final Map<String, MVMap<String, byte[]>> maps = new ConcurrentHashMap<>();

    Opened(MVStore store) {
        this.store = store;
    }

    MVStore store() {
        return store;
    }

    MVMap<String, byte[]> map(String name) {
        return maps.computeIfAbsent(
                name,
                wanted ->
                        store.openMap(
                                wanted,
                                new MVMap.Builder<String, byte[]>()
                                        .keyType(StringDataType.INSTANCE)
                                        .valueType(ByteArrayDataType.INSTANCE)));
    }

    /** Refuses a file that a later Martlet has written; marks one that is new. */
    void checkFormat(String file) {
        MVMap<String, byte[]> about = map("martlet");
        byte[] format = about.get(FORMAT_KEY);
        if (format == null) {
            if (!store.isReadOnly()) {
                about.put(FORMAT_KEY, new byte[] {FORMAT});
            }
        } else if (format.length != 1 || format[0] != FORMAT) {
            throw new StateException(
                    "state.path: "
                            + file
                            + " was written by a later version of Martlet (expected: format "
                            + FORMAT
                            + "; run that version, or choose another folder)",
                    null);
        }
    }
}
