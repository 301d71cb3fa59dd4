using System.Text;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis;

/// <summary>Two teams' services, and everything that reaches both: what service owners must not touch lies right beside what they may.</summary>
internal static class ScopedPolicy
{
    public const string Yaml =
        """
        apiVersion: access/v1
        identityProviders:
          - name: ci
            oidc: { issuer: "https://agent.ci.example", audience: "https://access.acme.example", jwks: { keys: [] } }
        environments:
          - { name: production, approvals: 2 }
          - { name: staging, approvals: 1 }
        pipelines:
          - name: deploy
            provider: ci
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: deploy
            id: 0187c6a2-0000-4000-8000-000000000002
          - name: idle
            provider: ci
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: idle
            id: 0187c6a2-0000-4000-8000-000000000003
        services:
          - name: payments-api
            id: 0187c6a2-0000-4000-8000-0000000000a1
            labels: { team: payments, data: cardholder }
            deployments:
              - { environment: staging, hosts: [payments.staging.example], upstream: "https://10.0.4.11:8443", hops: [opa] }
              - { environment: production, hosts: [payments.example], upstream: "https://10.0.4.12:8443", hops: [opa] }
          - name: ledger
            id: 0187c6a2-0000-4000-8000-0000000000a2
            labels: { team: payments }
            deployments:
              - { environment: production, hosts: [ledger.example], upstream: "https://10.0.4.13:8443", hops: [opa] }
          - name: shop-web
            id: 0187c6a2-0000-4000-8000-0000000000a3
            labels: { team: shop }
            deployments:
              - environment: staging
                hosts: [shop.staging.example]
                upstream: https://10.0.4.21:8443
                hops: [opa]
              - environment: production
                hosts: [shop.example]
                upstream: https://10.0.4.22:8443
                spiffeId: spiffe://acme.example/shop
                kubernetes: { namespace: shop, selector: { app: web }, port: 8443 }
                consul: { service: shop }
                hops: [opa]
        roles:
          - { name: pay, id: 0187c6a2-0000-4000-8000-0000000000b1, permissions: [{ services: { names: [payments-api] }, methods: [GET], paths: ["/a/**"] }] }
          - { name: team, id: 0187c6a2-0000-4000-8000-0000000000b2, permissions: [{ services: { labels: { team: payments } }, methods: [GET], paths: ["/b/**"] }] }
          - { name: shop, id: 0187c6a2-0000-4000-8000-0000000000b3, permissions: [{ services: { names: [shop-web] }, methods: [GET], paths: ["/c/**"] }] }
          - { name: both, id: 0187c6a2-0000-4000-8000-0000000000b4, permissions: [{ services: { names: [payments-api, shop-web] }, methods: [GET], paths: ["/d/**"] }] }
          - { name: cards, id: 0187c6a2-0000-4000-8000-0000000000b5, permissions: [{ services: { labels: { data: cardholder } }, methods: [GET], paths: ["/e/**"] }] }
          - { name: every, id: 0187c6a2-0000-4000-8000-0000000000b6, permissions: [{ services: { all: true }, methods: [GET], paths: ["/f/**"] }] }
          - { name: unused, id: 0187c6a2-0000-4000-8000-0000000000b7, permissions: [{ services: { names: [payments-api] }, methods: [GET], paths: ["/g/**"] }] }
        grants:
          - { name: pays, id: 0187c6a2-0000-4000-8000-0000000000c1, effect: allow, principals: { pipelines: { names: [deploy] } }, role: pay, environments: [production], reason: "PAY-1" }
          - { name: teams, id: 0187c6a2-0000-4000-8000-0000000000c2, effect: allow, principals: { pipelines: { names: [deploy] } }, role: team, environments: [production] }
          - { name: shops, id: 0187c6a2-0000-4000-8000-0000000000c3, effect: allow, principals: { pipelines: { names: [deploy] } }, role: shop, environments: [production], reason: "SHOP-1" }
          - { name: boths, id: 0187c6a2-0000-4000-8000-0000000000c4, effect: allow, principals: { pipelines: { names: [deploy] } }, role: both, environments: [staging] }
          - { name: card, id: 0187c6a2-0000-4000-8000-0000000000c5, effect: deny, principals: { pipelines: { names: [deploy] } }, role: cards, environments: [staging], when: { branches: ["x*"] } }
          - { name: everies, id: 0187c6a2-0000-4000-8000-0000000000c6, effect: allow, principals: { pipelines: { names: [deploy] } }, role: every, environments: [staging] }
        tests:
          - { name: pays are watched, id: 0187c6a2-0000-4000-8000-0000000000d1, given: { pipeline: deploy, environment: production, service: payments-api, method: POST, path: /a }, expect: deny }
          - { name: shops are watched, id: 0187c6a2-0000-4000-8000-0000000000d2, given: { pipeline: deploy, environment: production, service: shop-web, method: POST, path: /c }, expect: deny }

        """;

    public static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private static readonly ChangeReviewer Reviewer = new(new PolicyCompiler(TargetCompilers.All), isDevelopment: true);

    public static PolicySet Policy { get; } = PolicySet.Of(Read(Yaml).Document);

    public static Service Payments => Policy.Services["payments-api"];

    public static Service Shop => Policy.Services["shop-web"];

    public static ValueMap Labels(params (string Key, string Value)[] labels) => new(labels.Select(label => KeyValuePair.Create(label.Key, label.Value)));

    /// <summary>The review of a change that has a meaning.</summary>
    public static ChangeReview Review(PolicyPatch patch)
    {
        var review = Reviewer.Review(1, Policy, patch, Now);
        Assert.True(review.IsMeaningful, string.Join('\n', review.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.Message)));
        return review;
    }

    private static PolicyReading Read(string yaml) => PolicyReader.Read(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml);
}
