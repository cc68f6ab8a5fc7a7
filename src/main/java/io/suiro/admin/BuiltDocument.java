package io.suiro.admin;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The OpenAPI document as the build has left it, in both formats. Quarkus would read it, make it anew, and write it in both at each start, whether anybody asks for it or not.
 */
@Alternative
@Unremovable
@Priority(1)
@Singleton
public final class BuiltDocument extends OpenApiDocumentService {
    /** Has Quarkus find nothing to prepare. Before it starts. */
    public static void replacePrepared() {
        OpenApiConstants.classLoader = ClassLoader.getPlatformClassLoader();
    }

    @Override
    public byte[] getDocument(String name, Format format) {
        String resource = OpenApiConstants.BASE_NAME + "." + format;
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (document == null) {
                throw new IllegalStateException(resource + " was not made by the build");
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
