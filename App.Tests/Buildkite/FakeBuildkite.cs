using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.Buildkite;

/// <summary>Buildkite's REST API on loopback: one organization in the documented shapes, paged by Link headers, with a token and what the test makes of it.</summary>
internal sealed class FakeBuildkite : IAsyncDisposable
{
    public const string Token = "bkua_0123456789abcdef0123456789abcdef01234567";
    public const string Organization = "acme";
    private const int PageSize = 100;

    private readonly WebApplication app;

    private FakeBuildkite(WebApplication app) => this.app = app;

    public static Guid OrganizationId { get; } = Guid.Parse("01860a1c-0000-4000-8000-000000000001");

    public string Address => app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public List<JsonObject> Pipelines { get; } = [];

    public List<(JsonObject Cluster, JsonArray Queues)> Clusters { get; } = [];

    /// <summary>Answers instead of the organization; false leaves the request to it.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Paths and queries that were asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public Guid AnsweredOrganizationId { get; set; } = OrganizationId;

    public static async Task<FakeBuildkite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var buildkite = new FakeBuildkite(app);
        app.Use(buildkite.GuardAsync);
        var organization = app.MapGroup($"/v2/organizations/{Organization}");
        organization.MapGet("", () => Results.Json(new { id = buildkite.AnsweredOrganizationId, slug = Organization, name = "Acme" }));
        organization.MapGet("/pipelines", (HttpContext context) => buildkite.Page(context, buildkite.Pipelines));
        organization.MapGet("/pipelines/{slug}", (string slug) =>
            buildkite.Pipelines.FirstOrDefault(p => p["slug"]!.GetValue<string>() == slug) is { } found ? Json(found) : Message(404, "Not Found"));
        organization.MapGet("/clusters", (HttpContext context) => buildkite.Page(context, buildkite.Clusters.Select(c => c.Cluster)));
        organization.MapGet("/clusters/{id}/queues", (string id) =>
            buildkite.Clusters.Where(c => c.Cluster["id"]!.GetValue<string>() == id).Select(c => Json(c.Queues)).FirstOrDefault(Message(404, "Not Found")));
        app.MapFallback(() => Message(404, "No organization found"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return buildkite;
    }

    public static Guid IdOf(int number) => Guid.Parse($"0187c6a2-0000-4000-8000-{number:D12}");

    /// <summary>A pipeline as Buildkite's documentation shows one.</summary>
    public JsonObject AddPipeline(string slug, int number, string? clusterId = null, string settings = "{}", params string[] tags)
    {
        var pipeline = new JsonObject
        {
            ["id"] = IdOf(number).ToString(),
            ["graphql_id"] = "UGlwZWxpbmU=",
            ["url"] = $"{Address}/v2/organizations/{Organization}/pipelines/{slug}",
            ["web_url"] = $"https://buildkite.com/{Organization}/{slug}",
            ["name"] = slug,
            ["description"] = null,
            ["slug"] = slug,
            ["repository"] = $"git@github.com:acme/{slug}.git",
            ["cluster_id"] = clusterId,
            ["branch_configuration"] = null,
            ["default_branch"] = "main",
            ["provider"] = new JsonObject { ["id"] = "github", ["webhook_url"] = "", ["settings"] = JsonNode.Parse(settings) },
            ["created_at"] = "2013-09-03 13:24:38 UTC",
            ["archived_at"] = null,
            ["visibility"] = "private",
            ["tags"] = tags.Length == 0 ? null : new JsonArray([.. tags.Select(t => (JsonNode)t)]),
            ["steps"] = new JsonArray(),
            ["env"] = new JsonObject(),
        };
        Pipelines.Add(pipeline);
        return pipeline;
    }

    public string AddCluster(string name, int number, params string[] queues)
    {
        var id = IdOf(number).ToString();
        var listed = queues.Select((key, i) => (JsonNode)new JsonObject { ["id"] = IdOf((number * 100) + i).ToString(), ["key"] = key, ["dispatch_paused"] = false });
        Clusters.Add((new JsonObject { ["id"] = id, ["name"] = name, ["default_queue_id"] = null }, new JsonArray([.. listed])));
        return id;
    }

    public void Rename(string slug, string newSlug)
    {
        var pipeline = Pipelines.Single(p => p["slug"]!.GetValue<string>() == slug);
        (pipeline["slug"], pipeline["name"]) = (newSlug, newSlug);
    }

    public void Delete(string slug) => Pipelines.RemoveAll(p => p["slug"]!.GetValue<string>() == slug);

    public static async Task AnswerAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, contentType);
        await context.Response.WriteAsync(body);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        lock (Asked)
            Asked.Add(context.Request.Path + context.Request.QueryString);
        if (await Before(context))
            return;
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
            await AnswerAsync(context, 401, """{"message":"Authentication required. Please supply a valid API Access Token: https://buildkite.com/docs/apis/rest-api#authentication"}""");
        else
            await next(context);
    }

    private IResult Page(HttpContext context, IEnumerable<JsonObject> all)
    {
        var page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        var size = int.Parse(context.Request.Query["per_page"].FirstOrDefault() ?? "30", CultureInfo.InvariantCulture);
        Assert.InRange(size, 1, PageSize);
        var rest = all.Skip((page - 1) * size).ToList();
        if (rest.Count > size)
        {
            var path = $"{Address}{context.Request.Path}?per_page={size}";
            context.Response.Headers.Link = $"<{path}&page=1>; rel=\"first\", <{path}&page={page + 1}>; rel=\"next\", <{path}&page=99>; rel=\"last\"";
        }

        return Json(new JsonArray([.. rest.Take(size).Select(p => p.DeepClone())]));
    }

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(JsonSerializerOptions.Default), "application/json");

    private static IResult Message(int status, string message) => Results.Json(new { message }, statusCode: status);
}
