// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The classes of a model, in files that a user gives. */
final class Jars implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Jars.class.getName());

    private final ClassLoader loader;
    private final @Nullable URLClassLoader own;

    private Jars(ClassLoader loader, @Nullable URLClassLoader own) {
        this.loader = loader;
        this.own = own;
    }

    /**
     * Opens files.
     *
     * @throws IllegalArgumentException if one is not there
     */
    static Jars open(List<Path> files) {
        ClassLoader ours = Jars.class.getClassLoader();
        if (files.isEmpty()) {
            return new Jars(ours, null);
        }
        List<URL> urls = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new IllegalArgumentException(
                        "jars: " + file + " cannot be read (expected: a jar or a folder)");
            }
            try {
                urls.add(file.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("jars: " + file + " has no URL", e);
            }
        }
        var own = new URLClassLoader("langchain4j", urls.toArray(URL[]::new), ours);
        return new Jars(own, own);
    }

    ClassLoader loader() {
        return loader;
    }

    /** Runs where services are looked for in these files too. */
    <T> T within(Supplier<T> task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return task.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    void closeModel(@Nullable Object model) {
        if (model instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "a model of LangChain4j did not close", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            if (own != null) {
                own.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "jars of LangChain4j did not close", e);
        }
    }
}
