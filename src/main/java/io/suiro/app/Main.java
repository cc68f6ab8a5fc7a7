package io.suiro.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.suiro.admin.BuiltDocument;
import io.suiro.base.StoppedWhileStarting;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.StreamHandler;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The process. HTTP, and with it the health probes, is up before the broker is opened, so that a long recovery can be
 * watched. The exit status is 1 if the start failed, and 128 plus its number after a signal, SIGINT or SIGTERM, that
 * stopped it.
 */
@QuarkusMain
public final class Main implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(Main.class);

    private final BrokerLifecycle lifecycle;

    Main(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    public static void main(String... args) {
        BuiltDocument.replacePrepared();
        Quarkus.run(Main.class, Main::end, args);
    }

    @Override
    public int run(String... args) {
        try {
            lifecycle.start();
        } catch (StoppedWhileStarting stopped) {
            LOG.info("stopped while it started");
            return 1;
        } catch (IOException | RuntimeException failure) {
            report(failure);
            return 1;
        }
        Quarkus.waitForExit();
        return 0;
    }

    private static void end(int status, @Nullable Throwable failure) {
        if (failure != null) {
            report(failure);
        }
        System.exit(status);
    }

    private static void report(Throwable failure) {
        StartFailure.explain(failure, ConfigProvider.getConfig())
                .ifPresentOrElse(Main::tellOperator, () -> LOG.error("the broker could not start", failure));
    }

    /** Where the configuration is wrong, logging is not configured yet, and a log line's ornaments only distract. */
    private static void tellOperator(String message) {
        StreamHandler stderr = new StreamHandler(System.err, new PatternFormatter("suiro: %s%n"));
        stderr.publish(new ExtLogRecord(Level.SEVERE, message, Main.class.getName()));
        stderr.flush();
    }
}
