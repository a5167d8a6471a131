using GameAuth;
using GameAuth.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints for administrators.</summary>
public static class GameAuthAdminExtensions
{
    /// <summary>
    /// Maps <c>/api/auth/admin</c>: lists sessions with their status, ends one, those of a subject or an account, or all, revokes an access token, erases a player, and reads the audit. Each call is raised
    /// as an <see cref="AdminEvent"/>. No other origin's page may call them. Who is known by a cookie or a certificate sends the token of ASP.NET Core's antiforgery with each POST.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <param name="policy">The name of the authorization policy that an administrator fulfils.</param>
    /// <returns>The group, for what else shall hold for these endpoints.</returns>
    /// <exception cref="GameAuthConfigurationException">There is no such policy, or <c>AddGameAuthServer()</c> was not called.</exception>
    public static RouteGroupBuilder MapGameAuthAdmin(this IEndpointRouteBuilder endpoints, string policy)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider host = endpoints.ServiceProvider;
        if (host.GetService<ServerStart>() is null)
        {
            throw Wrong("MapGameAuthAdmin() maps the endpoints of a session server, and there is none: call services.AddGameAuthServer() before the application is built.");
        }

        // Without one everybody would be an administrator, and one that is missing would be told by the first request alone.
        if (string.IsNullOrWhiteSpace(policy) || host.GetService<IAuthorizationPolicyProvider>()?.GetPolicyAsync(policy).GetAwaiter().GetResult() is null)
        {
            throw Wrong($"MapGameAuthAdmin(policy) needs a policy that administrators fulfil, and there is none named '{policy}'. Add it: services.AddAuthorization(o => o.AddPolicy(\"{policy}\", p => p.RequireRole(\"admin\"))).");
        }

        RouteGroupBuilder group = endpoints.MapGroup("/api/auth/admin");
        group.MapGet("/sessions", Of(AdminEventNames.SessionsListed, static (endpoint, call) => endpoint.ListAsync(call)));
        group.MapGet("/sessions/{session}", Of(AdminEventNames.SessionRead, static (endpoint, call) => endpoint.FindAsync(call)));
        group.MapPost("/sessions/{session}/end", Of(AdminEventNames.SessionsEnded, static (endpoint, call) => endpoint.EndSessionAsync(call)));
        group.MapPost("/subjects/end", Of(AdminEventNames.SessionsEnded, static (endpoint, call) => endpoint.EndSubjectAsync(call)));
        group.MapPost("/accounts/end", Of(AdminEventNames.SessionsEnded, static (endpoint, call) => endpoint.EndAccountAsync(call)));
        group.MapPost("/everything/end", Of(AdminEventNames.SessionsEnded, static (endpoint, call) => endpoint.EndEverythingAsync(call)));
        group.MapPost("/tokens/revoke", Of(AdminEventNames.AccessTokenRevoked, static (endpoint, call) => endpoint.RevokeAsync(call)));
        group.MapPost("/subjects/erase", Of(AdminEventNames.PlayerErased, static (endpoint, call) => endpoint.EraseAsync(call)));
        group.MapGet("/audit", Of(AdminEventNames.AuditRead, static (endpoint, call) => endpoint.ReadAuditAsync(call)));
        group.RequireAuthorization(policy);
        group.WithMetadata(new DisableCorsAttribute());
        return group;
    }

    private static GameAuthConfigurationException Wrong(string what) => new(what) { Step = "options" };

    private static RequestDelegate Of(string name, Func<AdminEndpoints, AdminCall, Task> answer) =>
        context => EndpointGuard.AnswerAsync(context, isForPages: false, () => context.RequestServices.GetRequiredService<AdminEndpoints>().AnswerAsync(context, name, answer));
}
