using System.Globalization;
using System.Text;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Browser;

/// <summary>What the consoles of the pictures hold.</summary>
internal static class ScreenshotPolicies
{
    /// <summary>The longest name there may be.</summary>
    public const int MaxName = 63;

    public static string Sample => File.ReadAllText(Path.Combine(Repository.Root, "samples", "acme", "policy.yaml"));

    public static string LongGrant(int number) => Long($"grant-{number.ToString("D5", CultureInfo.InvariantCulture)}");

    /// <summary>Everything at its longest, and as many grants as one likes.</summary>
    public static string Long(int grants)
    {
        var yaml = new StringBuilder(
            $$"""
            apiVersion: access/v1
            identityProviders:
              - name: {{Long("provider")}}
                oidc: { issuer: "https://agent.buildkite.com", audience: "https://access.acme.example", jwksUri: "https://agent.buildkite.com/.well-known/jwks" }
            environments:
              - { name: {{Long("environment-production")}}, approvals: 1 }
              - { name: {{Long("environment-staging")}} }
            pipelines:
              - name: {{Long("pipeline")}}
                provider: {{Long("provider")}}
                organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
                slug: {{Long("pipeline")}}
                id: 0187c6a2-0000-4000-8000-000000000002
            services:
              - name: {{Long("service")}}
                deployments:
                  - { environment: {{Long("environment-production")}}, hosts: [{{Long("host")}}.{{Long("domain")}}.{{Long("zone")}}.acme.example], upstream: "https://10.0.4.12:8443", hops: [nginx] }
                  - { environment: {{Long("environment-staging")}}, hosts: [staging.{{Long("host")}}.{{Long("domain")}}.acme.example], upstream: "https://10.0.5.12:8443", hops: [nginx] }
            roles:
              - name: {{Long("role")}}
                permissions:
                  - { services: { names: [{{Long("service")}}] }, methods: [GET, POST], paths: ["/{{Long("path")}}/{{Long("more")}}/**"] }
            grants:

            """);
        for (var number = 1; number <= grants; number++)
        {
            yaml.Append(CultureInfo.InvariantCulture,
                $$"""
                  - name: {{LongGrant(number)}}
                    effect: {{(number % 10 == 0 ? "deny" : "allow")}}
                    principals: { pipelines: { names: [{{Long("pipeline")}}] } }
                    role: {{Long("role")}}
                    environments: [{{Long("environment-production")}}, {{Long("environment-staging")}}]
                    when: { branches: [main, "release/{{Long("branch")}}/*"], sources: [webhook], steps: [{{Long("step")}}] }
                    reason: "TICKET-{{number}} {{string.Join(' ', Enumerable.Repeat("a long reason that a person wrote in a hurry and nobody shortened", 6))}}"

                """);
        }

        return yaml.ToString();
    }

    private static string Long(string begin) => $"{begin}-{new string('x', MaxName - begin.Length - 1)}";
}
