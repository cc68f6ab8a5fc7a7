package io.suiro.admin;

import io.suiro.admin.Users.User;
import io.suiro.error.Refused;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each request before anything else does: that who asks may do so, where there are users; where there are none, that it names a host by which the broker is known; and
 * that a change comes as JSON, which no page of another site can send without being allowed to, as CORS is off.
 */
@Singleton
public final class Guard {
    private static final Set<String> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int NOT_JSON = 415;
    private static final int UNAUTHORIZED = 401;
    private static final int MISDIRECTED = 421;

    private volatile @Nullable Rules rules;

    private record Rules(@Nullable Users users, Hosts hosts) {}

    /**
     * Before there is a broker to ask; nothing is let in before. Later it replaces them.
     *
     * @param users null if everybody may do everything
     * @param hosts what the broker may be called by those who then do
     */
    public void opened(@Nullable Users users, Hosts hosts) {
        rules = new Rules(users, hosts);
    }

    @ServerRequestFilter
    Optional<Response> look(ContainerRequestContext request, ResourceInfo resource, HttpServerRequest http) {
        Rules now = rules;
        if (now == null) {
            throw new Refused(Errors.BROKER_NOT_AVAILABLE, "This broker is still starting.");
        }
        if (now.users != null) {
            User user = now.users.find(request.getHeaderString(HttpHeaders.AUTHORIZATION));
            if (user == null) {
                return Optional.of(unknown());
            }
            Role needed = needed(request.getMethod(), resource);
            if (!user.role().reaches(needed)) {
                throw forbidden(needed, user.name(), user.role());
            }
            request.setSecurityContext(new Caller(user.name(), user.role()));
        } else {
            HostAndPort asked = http.authority();
            String host = asked == null ? null : asked.host();
            if (!now.hosts.admits(host)) {
                return Optional.of(misdirected(host));
            }
            request.setSecurityContext(new Caller("anonymous", Role.ADMIN));
        }
        return isJson(request) ? Optional.empty() : Optional.of(notJson());
    }

    private static Role needed(String method, ResourceInfo resource) {
        Needs needs = resource.getResourceMethod().getAnnotation(Needs.class);
        return needs == null ? unsaid(method) : needs.value();
    }

    /** The role where {@link Needs} does not name it. */
    static Role unsaid(String method) {
        return LOOKING.contains(method) ? Role.VIEWER : Role.ADMIN;
    }

    /** A form or a text can be posted from any page; a PUT, PATCH or DELETE cannot. */
    private static boolean isJson(ContainerRequestContext request) {
        MediaType type = request.getMediaType();
        if (LOOKING.contains(request.getMethod())) {
            return true;
        }
        return type == null
                ? !request.getMethod().equals(HttpMethod.POST)
                : type.isCompatible(MediaType.APPLICATION_JSON_TYPE) && !type.isWildcardType();
    }

    /**
     * For what takes an admin only at times.
     *
     * @throws Refused CLUSTER_AUTHORIZATION_FAILED
     */
    static void requireAdmin(SecurityContext caller) {
        if (!caller.isUserInRole(Role.ADMIN.toString())) {
            throw forbidden(
                    Role.ADMIN,
                    caller.getUserPrincipal().getName(),
                    caller.isUserInRole(Role.OPERATOR.toString()) ? Role.OPERATOR : Role.VIEWER);
        }
    }

    private static Response misdirected(@Nullable String host) {
        return new Problem(
                        "Misdirected Request",
                        MISDIRECTED,
                        (host == null ? "The request names no host." : "This broker is not known as " + host + ".")
                                + " Without users it answers to addresses, localhost and the names in suiro.admin.hosts.",
                        Errors.INVALID_REQUEST.name())
                .response();
    }

    private static Response notJson() {
        return new Problem(
                        Response.Status.UNSUPPORTED_MEDIA_TYPE.getReasonPhrase(),
                        NOT_JSON,
                        "Content-Type: application/json is wanted, also without a body.",
                        Errors.INVALID_REQUEST.name())
                .response();
    }

    private static Response unknown() {
        Problem problem = new Problem(
                "Who are you?",
                UNAUTHORIZED,
                "A name and its password are wanted, as HTTP's Basic has it.",
                Errors.SASL_AUTHENTICATION_FAILED.name());
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Suiro\", charset=\"UTF-8\"")
                .build();
    }

    private static Refused forbidden(Role needed, String name, Role role) {
        return new Refused(
                Errors.CLUSTER_AUTHORIZATION_FAILED,
                "This takes the role " + needed + "; " + name + " has the role " + role + ".");
    }

    private record Caller(String name, Role role) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String wanted) {
            for (Role each : Role.values()) {
                if (each.toString().equals(wanted)) {
                    return role.reaches(each);
                }
            }
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return BASIC_AUTH;
        }
    }
}
