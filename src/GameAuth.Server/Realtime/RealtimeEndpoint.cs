using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary><c>WS /realtime</c>: judges the upgrade, and runs the socket.</summary>
internal sealed class RealtimeEndpoint(RealtimeServices services, OriginCheck origins)
{
    // A client that is gone without a word is found out after both.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    public static void Map(RouteGroupBuilder group, IEndpointRouteBuilder endpoints, string path)
    {
        // As hubs do: the application need not call UseWebSockets().
        IApplicationBuilder pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(static context => EndpointGuard.AnswerAsync(context, isForPages: false, () => context.RequestServices.GetRequiredService<RealtimeEndpoint>().AnswerAsync(context)));
        group.Map(path, pipeline.Build());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        AuthError? refused = !origins.IsAllowed(context.Request) ? AuthError.OriginForbidden
            : context.Request.QueryString.HasValue ? AuthError.InvalidRequest with { Message = "The address has no query: a token never travels in an address." }
            : !context.WebSockets.IsWebSocketRequest ? AuthError.InvalidRequest with { Message = "This is the address of a WebSocket." }
            : null;
        IPAddress? address = context.Connection.RemoteIpAddress;
        if ((refused ?? services.Sockets.Enter(address)) is { } error)
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            await AuthErrorWriter.WriteAsync(context.Response, error).ConfigureAwait(false);
            return;
        }

        RealtimeSocket? running = null;
        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive }).ConfigureAwait(false);
            running = new RealtimeSocket(socket, OriginOf(context), services);
            await running.RunAsync(context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            services.Sockets.Leave(address, running?.Token?.Subject);
            running?.Dispose();
        }
    }

    private RealtimeOrigin OriginOf(HttpContext context)
    {
        string path = (context.Request.PathBase + context.Request.Path).ToUriComponent();
        return new RealtimeOrigin(
            RequestSources.Of(context, default, delivery: null), context.Request.Headers.Origin.Count > 0, [.. services.Server.Value.BaseUrls.Select(url => new Uri(url.GetLeftPart(UriPartial.Authority) + path))]);
    }
}
