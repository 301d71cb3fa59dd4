using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Cli;

/// <summary>A directory with the documents that the commands are given.</summary>
public sealed class PolicyFiles : IDisposable
{
    private const string Valid = """
        apiVersion: access/v1
        identityProviders:
          - name: buildkite
            oidc: { issuer: "https://agent.buildkite.com", audience: "https://access.acme.example", jwksUri: "https://agent.buildkite.com/.well-known/jwks" }
        environments: [{ name: production }]
        pipelines:
          - name: deploy
            provider: buildkite
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: deploy
            id: 0187c6a2-0000-4000-8000-000000000002
        services:
          - name: api
            deployments: [{ environment: production, hosts: [api.acme.example], upstream: "https://10.0.4.12:8443", hops: [nginx] }]
        roles:
          - { name: reader, permissions: [{ services: { names: [api] }, methods: [GET], paths: ["/v1/**"] }] }
        grants:
          - name: deploy-reads
            effect: allow
            principals: { pipelines: { names: [deploy] } }
            role: reader
            environments: [production]
            when: { branches: [main] }
            expires: 2027-02-01T00:00:00Z
        tests:
          - { name: main-reads, given: { pipeline: deploy, branch: main, environment: production, service: api, method: GET, path: /v1/x }, expect: allow }

        """;

    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    public PolicyFiles()
    {
        Policy = Write("policy.yaml", Valid);
        Loopback = Write("loopback.yaml", Valid.Replace("10.0.4.12", "127.0.0.1", StringComparison.Ordinal));
        Failing = Write("failing.yaml", Valid.Replace("expect: allow", "expect: deny", StringComparison.Ordinal));
        Wrong = Write("wrong.yaml", Valid.Replace("role: reader", "role: writer", StringComparison.Ordinal).Replace("[production]", "[staging]", StringComparison.Ordinal));
    }

    /// <summary>Valid at all times; its one grant and its one test's pass end on 2027-02-01.</summary>
    public string Policy { get; }

    /// <summary>Valid in Development only.</summary>
    public string Loopback { get; }

    /// <summary>Valid, with a test that does not hold.</summary>
    public string Failing { get; }

    /// <summary>Names a role and an environment that are not there.</summary>
    public string Wrong { get; }

    public string Directory => directory.Path;

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(directory.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => directory.Dispose();
}
