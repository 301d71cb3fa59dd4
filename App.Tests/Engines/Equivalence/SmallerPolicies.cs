using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>Every policy that has a little less than one: without objects, many at once first, and then with simpler ones.</summary>
internal static class SmallerPolicies
{
    public static IEnumerable<PolicyDocument> Of(PolicyDocument document)
    {
        IEnumerable<PolicyDocument> all =
        [
            .. Shorter(document.Grants).Select(grants => document with { Grants = grants }),
            .. Shorter(document.Services).Select(services => document with { Services = services }),
            .. Shorter(document.Roles).Select(roles => document with { Roles = roles }),
            .. Shorter(document.Pipelines).Select(pipelines => document with { Pipelines = pipelines }),
            .. Shorter(document.Workloads).Select(workloads => document with { Workloads = workloads }),
            .. Shorter(document.Environments).Select(environments => document with { Environments = environments }),
            .. Shorter(document.IdentityProviders).Select(providers => document with { IdentityProviders = providers }),
            .. Simpler(document.Grants, SimplerGrants.Of).Select(grants => document with { Grants = grants }),
            .. Simpler(document.Services, SimplerServices.Of).Select(services => document with { Services = services }),
            .. Simpler(document.Roles, SimplerRoles).Select(roles => document with { Roles = roles }),
            .. Simpler(document.Pipelines, SimplerPipelines).Select(pipelines => document with { Pipelines = pipelines }),
        ];
        return all.Select(WithoutDangling);
    }

    /// <summary>Without a half of the items, a quarter, … one.</summary>
    public static IEnumerable<ValueList<T>> Shorter<T>(ValueList<T> items)
    {
        for (var size = items.Count; size > 0; size /= 2)
        {
            for (var start = 0; start < items.Count; start += size)
                yield return [.. items.Take(start), .. items.Skip(start + size)];
        }
    }

    /// <summary>With one of the items simpler.</summary>
    public static IEnumerable<ValueList<T>> Simpler<T>(ValueList<T> items, Func<T, IEnumerable<T>> simpler) =>
        items.Index().SelectMany(item => simpler(item.Item).Select(one => (ValueList<T>)[.. items.Take(item.Index), one, .. items.Skip(item.Index + 1)]));

    private static IEnumerable<Role> SimplerRoles(Role role) =>
        Shorter(role.Permissions).Where(p => p.Count > 0).Concat(Simpler(role.Permissions, SimplerPermissions)).Select(permissions => role with { Permissions = permissions });

    private static IEnumerable<Permission> SimplerPermissions(Permission permission) =>
    [
        .. Shorter(permission.Paths).Where(p => p.Count > 0).Select(paths => permission with { Paths = paths }),
        .. permission.Methods.Count > 1 ? permission.Methods.Names().Select(name => permission with { Methods = MethodSet.Of(permission.Methods.Names().Where(m => m != name)) }) : [],
        .. permission.Services is Selector.Names { Values: var names } ? Shorter(names).Where(n => n.Count > 0).Select(n => permission with { Services = new Selector.Names(n) }) : [],
    ];

    private static IEnumerable<Pipeline> SimplerPipelines(Pipeline pipeline)
    {
        if (pipeline.SpiffeId is not null)
            yield return pipeline with { SpiffeId = null };
    }

    /// <summary>What referred to an object that is gone goes too.</summary>
    private static PolicyDocument WithoutDangling(PolicyDocument document)
    {
        var environments = document.Environments.Select(e => e.Name).ToHashSet();
        var providers = document.IdentityProviders.Select(p => p.Name).ToHashSet();
        ValueList<Pipeline> pipelines = [.. document.Pipelines.Where(p => providers.Contains(p.Provider))];
        ValueList<Workload> workloads = [.. document.Workloads.Where(w => w.Provider is null || providers.Contains(w.Provider))];
        ValueList<Service> services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Where(d => environments.Contains(d.Environment))] })];
        ValueList<Role> roles = [.. document.Roles.Select(r => Pruned(r, Names(services))).Where(r => r.Permissions.Count > 0)];
        var grants = document.Grants.Where(g => roles.Any(r => r.Name == g.Role)).Select(g => g with
        {
            Environments = [.. g.Environments.Where(environments.Contains)],
            Principals = g.Principals with { Pipelines = Pruned(g.Principals.Pipelines, Names(pipelines)), Workloads = Pruned(g.Principals.Workloads, Names(workloads)) },
        });
        return document with
        {
            Pipelines = pipelines,
            Workloads = workloads,
            Services = services,
            Roles = roles,
            Grants = [.. grants.Where(g => g.Environments.Count > 0 && g.Principals is not { Anyone: false, Pipelines: null, Workloads: null })],
        };
    }

    private static HashSet<string> Names(IEnumerable<PolicyObject> objects) => [.. objects.Select(o => o.Name)];

    private static Role Pruned(Role role, HashSet<string> services) => role with
    {
        Permissions = [.. role.Permissions.Select(p => (Permission: p, Services: Pruned(p.Services, services))).Where(p => p.Services is not null).Select(p => p.Permission with { Services = p.Services! })],
    };

    private static Selector? Pruned(Selector? selector, HashSet<string> names)
    {
        if (selector is not Selector.Names { Values: var values })
            return selector;
        ValueList<string> left = [.. values.Where(names.Contains)];
        return left.Count == 0 ? null : new Selector.Names(left);
    }
}
