package io.suiro.compared;

import io.suiro.channel.SuiroConnector;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Inject;

/** The connector is written for Quarkus, where a bean's only constructor needs no {@code @Inject}. */
public final class OneConstructor implements Extension {
    private static final class InjectLiteral extends AnnotationLiteral<Inject> implements Inject {
        private static final long serialVersionUID = 1;
    }

    void add(@Observes ProcessAnnotatedType<?> found) {
        Class<?> type = found.getAnnotatedType().getJavaClass();
        if (type.getPackage().equals(SuiroConnector.class.getPackage())
                && type.getDeclaredConstructors().length == 1
                && type.getDeclaredConstructors()[0].getParameterCount() > 0) {
            found.configureAnnotatedType().constructors().forEach(one -> one.add(new InjectLiteral()));
        }
    }
}
