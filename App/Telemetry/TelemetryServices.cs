using System.Diagnostics.Metrics;
using AccessConsole.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AccessConsole.Telemetry;

/// <summary>Metrics for Prometheus, and metrics, traces and logs by OTLP where the standard <c>OTEL_*</c> variables name a collector.</summary>
internal static class TelemetryServices
{
    private const string ServiceName = "access-console";
    private const string DefaultUrl = "http://localhost:5000";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MetricsOptions>, ValidateMetricsOptions>();
        services.AddSingleton<ConsoleMetrics>().AddSingleton<StateMetrics>();
        ListenForMetrics(builder);

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource =>
        {
            if (string.IsNullOrEmpty(builder.Configuration["OTEL_SERVICE_NAME"]))
                resource.AddService(ServiceName);
        });
        telemetry.WithMetrics(metrics =>
        {
            // Not the framework's meters of requests: they would cost each poll more than all of its own work.
            metrics.AddMeter(ConsoleMetrics.MeterName, "System.Runtime", "Npgsql").AddPrometheusExporter();
            if (IsExported(builder.Configuration, "METRICS"))
                metrics.AddOtlpExporter();
        });
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) => metrics.AddView(instrument => IsForeign(instrument, provider) ? MetricStreamConfiguration.Drop : null));
        if (IsExported(builder.Configuration, "TRACES"))
            telemetry.WithTracing(traces => traces.AddSource(Tracing.SourceName).AddSource("Npgsql").AddOtlpExporter());
        if (IsExported(builder.Configuration, "LOGS"))
            telemetry.WithLogging(logs => logs.AddOtlpExporter());
    }

    /// <summary>Adds the address of metrics to those that the console listens on; a bad one is named by the validation.</summary>
    private static void ListenForMetrics(WebApplicationBuilder builder)
    {
        if (builder.Configuration[$"{MetricsOptions.Section}:{nameof(MetricsOptions.Url)}"] is not { Length: > 0 } url || !ValidateMetricsOptions.IsUsable(url))
            return;
        builder.WebHost.UseUrls([.. OwnUrls(builder.Configuration), url]);
    }

    private static string[] OwnUrls(ConfigurationManager configuration)
    {
        if (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
            return urls.Split(';', StringSplitOptions.RemoveEmptyEntries);
        string[] byPort = [.. Ports("http"), .. Ports("https")];
        return byPort.Length > 0 ? byPort : [DefaultUrl];

        IEnumerable<string> Ports(string scheme) =>
            (configuration[$"{scheme}_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"{scheme}://*:{port}");
    }

    /// <summary>Meters are found by name in the whole process, where a second console may run.</summary>
    private static bool IsForeign(Instrument instrument, IServiceProvider provider) =>
        instrument.Meter.Name == ConsoleMetrics.MeterName && !ReferenceEquals(instrument.Meter.Scope, provider.GetRequiredService<IMeterFactory>());

    private static bool IsExported(ConfigurationManager configuration, string signal) =>
        configuration[$"OTEL_{signal}_EXPORTER"] is null or "" or "otlp"
        && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && !(string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) && string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}
