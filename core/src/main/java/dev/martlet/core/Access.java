// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** What a caller may use. Unknown and forbidden must look the same to whoever asks. */
public interface Access {
    /** Everything. */
    Access ALL =
            new Access() {
                @Override
                public boolean model(String name) {
                    return true;
                }

                @Override
                public boolean tool(String name) {
                    return true;
                }

                @Override
                public boolean route(String name) {
                    return true;
                }
            };

    /**
     * Whether a model may be asked for.
     *
     * @param name what the client sends as the model
     * @return true if so
     */
    boolean model(String name);

    /**
     * Whether a tool may be listed and called.
     *
     * @param name {@code server/tool}
     * @return true if so
     */
    boolean tool(String name);

    /**
     * Whether a route may be taken.
     *
     * @param name the route's
     * @return true if so
     */
    boolean route(String name);
}
