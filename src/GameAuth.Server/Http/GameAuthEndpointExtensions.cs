using GameAuth;
using GameAuth.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of the session server.</summary>
public static class GameAuthEndpointExtensions
{
    /// <summary>
    /// Maps <c>POST /api/auth/{provider}/exchange</c>, <c>/api/auth/refresh</c> and <c>/api/auth/logout</c>, <c>/api/auth/sessions</c> for a player's own sessions, <c>GET /.well-known/jwks.json</c> and <c>/.well-known/oauth-authorization-server</c>, and the
    /// <see cref="BrowserModule"/>; after <c>AddRooms()</c> also <c>POST /api/rooms/{room}/join</c> and <c>/leave</c>, and after <c>AddRealtime()</c> <c>WS /realtime</c>. They need no authentication; a policy for all endpoints of the host does not hold for them. They have a CORS policy of their own, which lets
    /// <see cref="GameAuthServerOptions.AllowedOrigins"/> in, so that the application calls <c>app.UseCors()</c>. Plain http is refused, but for loopback in Development.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <returns>The group, for what else shall hold for these endpoints, such as rate limits.</returns>
    /// <exception cref="GameAuthConfigurationException"><c>AddGameAuthServer()</c> was not called.</exception>
    public static RouteGroupBuilder MapGameAuth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider host = endpoints.ServiceProvider;
        if (host.GetService<ServerStart>() is null)
        {
            throw new GameAuthConfigurationException("MapGameAuth() maps the endpoints of a session server, and there is none: call services.AddGameAuthServer() before the application is built.") { Step = "options" };
        }

        RouteGroupBuilder group = endpoints.MapGroup("");
        group.MapPost("/api/auth/{provider}/exchange", OfPage<ExchangeEndpoint>(static (endpoint, context) => endpoint.AnswerAsync(context)));
        group.MapPost("/api/auth/refresh", OfPage<RefreshEndpoint>(static (endpoint, context) => endpoint.AnswerAsync(context)));
        group.MapPost("/api/auth/logout", OfPage<LogoutEndpoint>(static (endpoint, context) => endpoint.AnswerAsync(context)));
        group.MapGet("/api/auth/sessions", OfPage<OwnSessionsEndpoint>(static (endpoint, context) => endpoint.ListAsync(context)));
        group.MapPost("/api/auth/sessions/{session}/end", OfPage<OwnSessionsEndpoint>(static (endpoint, context) => endpoint.EndAsync(context)));
        group.MapPost("/api/auth/sessions/end-others", OfPage<OwnSessionsEndpoint>(static (endpoint, context) => endpoint.EndOthersAsync(context)));
        group.MapGet(MetadataEndpoints.KeysPath, Of<MetadataEndpoints>(static (endpoint, context) => endpoint.WriteKeysAsync(context)));
        group.MapGet(MetadataEndpoints.MetadataPath, Of<MetadataEndpoints>(static (endpoint, context) => endpoint.WriteMetadataAsync(context)));
        group.MapGet(BrowserModule.StablePath, Guarded(isForPages: false, static context => BrowserModule.AnswerAsync(context, BrowserModule.AskEachTime)));
        group.MapGet(BrowserModule.Path, Guarded(isForPages: false, static context => BrowserModule.AnswerAsync(context, BrowserModule.KeepForAYear)));
        IServiceProviderIsService services = host.GetRequiredService<IServiceProviderIsService>();
        bool hasRooms = services.IsService(typeof(RoomEndpoints));
        if (hasRooms)
        {
            group.MapPost("/api/rooms/{room}/join", OfPage<RoomEndpoints>(static (endpoint, context) => endpoint.JoinAsync(context)));
            group.MapPost("/api/rooms/{room}/leave", OfPage<RoomEndpoints>(static (endpoint, context) => endpoint.LeaveAsync(context)));
        }

        if (services.IsService(typeof(RealtimeEndpoint)))
        {
            if (!hasRooms)
            {
                throw new GameAuthConfigurationException("AddRealtime() has sockets join rooms, and there are none: call AddRooms() beside it.") { Step = "options" };
            }

            RealtimeEndpoint.Map(group, endpoints, host.GetRequiredService<IOptions<RealtimeOptions>>().Value.Path);
        }

        group.AllowAnonymous();
        group.RequireCors(ServerCors.Policy);
        return group;
    }

    // A request delegate needs no code that is made at run time.
    private static RequestDelegate Of<TEndpoint>(Func<TEndpoint, HttpContext, Task> answer)
        where TEndpoint : class => Guarded(isForPages: false, context => answer(context.RequestServices.GetRequiredService<TEndpoint>(), context));

    // One that pages call, with what only the pages of some origins may send.
    private static RequestDelegate OfPage<TEndpoint>(Func<TEndpoint, HttpContext, Task> answer)
        where TEndpoint : class => Guarded(isForPages: true, context => answer(context.RequestServices.GetRequiredService<TEndpoint>(), context));

    private static RequestDelegate Guarded(bool isForPages, RequestDelegate answer) => context => EndpointGuard.AnswerAsync(context, isForPages, () => answer(context));
}
