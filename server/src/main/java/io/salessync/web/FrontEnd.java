package io.salessync.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves the built front end. An address that is no file is a page of it: the page's own router knows which. Files under
 * {@code assets/} carry a hash in their names and never change; the page that names them is asked for each time.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class FrontEnd implements WebMvcConfigurer {
    private static final String FILES = "classpath:/static/";
    private static final Resource INDEX = new ClassPathResource("static/index.html");
    private static final Resource NOT_BUILT = new ClassPathResource("web/not-built.html");
    private static final List<String> NEVER_PAGES = List.of("api", "actuator", "assets", "error", "hooks");

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new PageResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        // the empty path is no resource
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    private static final class PageResolver extends PathResourceResolver {
        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = super.getResource(path, location);
            if (file != null) {
                return file;
            }
            return isPage(path) ? page() : null;
        }

        private static boolean isPage(String path) {
            String first = path.split("/", 2)[0];
            String last = path.substring(path.lastIndexOf('/') + 1);
            return path.equals("index.html") || !NEVER_PAGES.contains(first) && !last.contains(".");
        }

        private static Resource page() {
            return INDEX.exists() ? INDEX : NOT_BUILT;
        }
    }
}
