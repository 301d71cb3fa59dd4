using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Whatever is emitted, and the bootstrap that loads it, against Envoy's own definitions; the rest of Envoy's checks only Envoy can make.</summary>
public sealed class EnvoyDefinitionTests
{
    private const int Policies = 40;
    private const string Response = "envoy.service.discovery.v3.DiscoveryResponse";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonDocumentOptions MostNested = new() { MaxDepth = 100 };

    [Fact]
    public void Bundles_OfRandomPolicies_KeepToTheDefinitions()
    {
        var seed = Dice.Seed;
        for (var i = 0; i < Policies; i++)
        {
            var dice = new Dice(seed + i);
            var policy = PolicySet.Of(EnvoyBundles.Before(EnvoyLimitTests.Limited(dice, DecisionGen.Document(dice, Now)), null));
            foreach (var file in EnvoyBundles.Of(policy, dice.One(PolicyGen.EnvironmentNames)))
            {
                using var json = JsonDocument.Parse(file.Content, MostNested);
                Assert.True(DefinitionChecker.FaultsOf(Response, json.RootElement) is [], $"seed {seed + i}, {file.Path}: {string.Join("\n", DefinitionChecker.FaultsOf(Response, json.RootElement).Take(5))}");
            }
        }
    }

    [Theory]
    [InlineData("http://10.0.0.1:8080", Protocol.Http)]
    [InlineData("https://api.internal.acme.example", Protocol.Http)]
    [InlineData("grpcs://10.0.0.1:8443", Protocol.Grpc)]
    public void Clusters_OfEachKindOfUpstream_KeepToTheDefinitions(string upstream, Protocol protocol)
    {
        var deployment = Nginx.NginxPolicies.DeploymentTo(upstream) with { Hops = [new Hop { Engine = Target.Envoy }], Protocol = protocol, WebSocket = true };
        foreach (var file in EnvoyBundles.Of(Nginx.NginxPolicies.Policy(deployment), Nginx.NginxPolicies.Environment))
        {
            using var json = JsonDocument.Parse(file.Content, MostNested);
            Assert.Empty(DefinitionChecker.FaultsOf(Response, json.RootElement));
        }
    }

    [Theory]
    [InlineData("envoy.json")]
    [InlineData("envoy-rest.json")]
    public void Bootstrap_Shipped_KeepsToTheDefinitions(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.PathTo("deploy", "envoy", file)));
        Assert.Empty(DefinitionChecker.FaultsOf("envoy.config.bootstrap.v3.Bootstrap", json.RootElement));
    }

    [Theory]
    [InlineData("normalise_path", "true", "normalise_path")]
    [InlineData("normalize_path", "\"false\"", "normalize_path")]
    [InlineData("path_with_escaped_slashes_action", "\"KEEP\"", "path_with_escaped_slashes_action")]
    [InlineData("route_config", "{}", "route_specifier")]
    [InlineData("stat_prefix", "\"\"", "stat_prefix")]
    [InlineData("request_timeout", "\"5 s\"", "request_timeout")]
    public void Definitions_WhatTheyDoNotAllow_IsFound(string field, string value, string fault)
    {
        var json = JsonNode.Parse(File.ReadAllText(Repository.PathTo("deploy", "envoy", "envoy.json")))!;
        json["static_resources"]!["listeners"]![0]!["filter_chains"]![0]!["filters"]![0]!["typed_config"]![field] = JsonNode.Parse(value);
        Assert.Contains(fault, Assert.Single(DefinitionChecker.FaultsOf("envoy.config.bootstrap.v3.Bootstrap", JsonSerializer.SerializeToElement(json))));
    }
}
