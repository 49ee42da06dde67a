package io.salessync.web;

import jakarta.servlet.MultipartConfigElement;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** How much of a form the web server takes in: one file of the largest size, and what a form has around it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class UploadLimits {
    private static final long AROUND = 1024 * 1024;

    @Bean
    MultipartConfigElement multipartLimits(@Value("${spring.servlet.multipart.max-file-size}") DataSize most) {
        return new MultipartConfigElement("", most.toBytes(), most.toBytes() + AROUND, 0);
    }
}
