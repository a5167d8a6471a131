using GameAuth;
using GameAuth.Server;
using GameAuth.Server.Hytale;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the page for administrators of the Hytale gateway.</summary>
public static class HytaleGatewayAdminExtensions
{
    private const string Path = "/hytale-gateway/admin";

    /// <summary>
    /// Maps <c>/hytale-gateway/admin</c>: one page, written by the server, without script and under a strict Content-Security-Policy. It shows the audit with a filter and an export, the accounts, which of them
    /// have to sign in again, and their game sessions; it ends a game session, or the sessions of an account's callers. Its forms need <c>services.AddAntiforgery()</c>; nodes of one gateway share the keys of
    /// ASP.NET Core's data protection for that.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="policy">The name of the authorization policy that an administrator fulfils.</param>
    /// <returns>The group, for what else shall hold for these endpoints.</returns>
    /// <exception cref="GameAuthConfigurationException">There is no such policy, or <c>AddHytaleGateway()</c> or <c>AddAntiforgery()</c> was not called.</exception>
    public static RouteGroupBuilder MapHytaleGatewayAdmin(this IEndpointRouteBuilder endpoints, string policy)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider host = endpoints.ServiceProvider;
        if (host.GetService<GatewayPipeline>() is null)
        {
            throw Wrong("MapHytaleGatewayAdmin() maps the page of a Hytale gateway, and there is none: call AddHytaleGateway() on the builder of AddGameAuthServer().");
        }

        if (string.IsNullOrWhiteSpace(policy) || host.GetService<IAuthorizationPolicyProvider>()?.GetPolicyAsync(policy).GetAwaiter().GetResult() is null)
        {
            throw Wrong($"MapHytaleGatewayAdmin(policy) needs a policy that administrators fulfil, and there is none named '{policy}'. Add it: services.AddAuthorization(o => o.AddPolicy(\"{policy}\", p => p.RequireRole(\"admin\"))).");
        }

        IAntiforgery antiforgery = host.GetService<IAntiforgery>() ?? throw Wrong("MapHytaleGatewayAdmin() has forms, and nothing checks that an administrator meant them: call services.AddAntiforgery().");
        AdminEndpoints admin = new(
            host.GetRequiredService<EndpointSessions>(), host.GetRequiredService<SessionAudit>(), host.GetRequiredService<GatewayAudit>(), host.GetRequiredService<GatewayUpstream>(),
            host.GetRequiredService<GatewayAccounts>(), host.GetRequiredService<GatewaySessions>(), host.GetRequiredService<SessionRenewal>(), antiforgery);
        RouteGroupBuilder group = endpoints.MapGroup(Path);
        Map(group, "GET", "", context => admin.PageAsync(context, AddressOf(context)));
        Map(group, "GET", "/export", admin.ExportAsync);
        Map(group, "POST", "/session/end", context => admin.EndSessionAsync(context, AddressOf(context)));
        Map(group, "POST", "/callers/end", context => admin.EndCallersAsync(context, AddressOf(context)));
        group.RequireAuthorization(policy);
        group.ExcludeFromDescription();
        return group;
    }

    private static void Map(RouteGroupBuilder group, string method, string path, RequestDelegate answer) => group.MapMethods(path, [method], answer);

    private static string AddressOf(HttpContext context) => context.Request.PathBase + Path;

    private static GameAuthConfigurationException Wrong(string what) => new(what) { Step = "options" };
}
