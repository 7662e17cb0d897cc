// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.server.config.AddedObject;
import dev.martlet.server.config.ConfigDocument;
import dev.martlet.server.config.ParsedConfig;
import java.util.List;

/** Makes a generation of the running file and other objects. Called under the lock of changes. */
public interface Compiler {
    /**
     * Compiles.
     *
     * @param objects all objects that there shall be
     * @return what can be published
     * @throws dev.martlet.core.config.ConfigException with all problems
     */
    Candidate compile(List<AddedObject> objects);

    /**
     * The configuration that serves.
     *
     * @return file and objects together
     */
    ParsedConfig serving();

    /**
     * The file that serves.
     *
     * @return as it was read
     */
    ConfigDocument file();

    /** A generation that nobody sees yet. Exactly one of its methods is called, once. */
    interface Candidate {
        /** Serves it from now on. */
        void publish();

        /** Lets go of what it holds. */
        void discard();
    }
}
