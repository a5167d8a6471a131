using GameAuth.Emulator.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GameAuth.Emulator.Hosting;

/// <summary>The way of a request: guard, read, route, fault, answer, log, write; or, instead of writing, talk over a WebSocket.</summary>
internal sealed class EmulatorApplication : IHttpApplication<HttpContext>
{
    private readonly EmulatorCore _core;
    private readonly IReadOnlyList<EmulatedHost> _hosts;
    private readonly WebSocketMiddleware _sockets;

    public EmulatorApplication(EmulatorCore core, IReadOnlyList<EmulatedHost> hosts)
    {
        (_core, _hosts) = (core, hosts);
        // The server sends no pings of its own: they would go by the machine's time and not by the injected one.
        WebSocketOptions quiet = new() { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        _sockets = new WebSocketMiddleware(AfterSocketsAsync, Options.Create(quiet), NullLoggerFactory.Instance);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Kestrel owns the features; a DefaultHttpContext has nothing of its own to release.
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        // The middleware takes the stream of a WebSocket from here.
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } live) { context.Features.Set<IHttpUpgradeFeature>(new SocketWatch(live)); }
        return _sockets.Invoke(context);
    }

    private async Task AfterSocketsAsync(HttpContext context)
    {
        if (_hosts.FirstOrDefault(one => one.Port == context.Connection.LocalPort) is not { } host)
        {
            context.Abort();
            return;
        }

        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        byte[]? body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        Exchange exchange = new(host, context.Request, target, body ?? [])
        {
            Sequence = _core.Log.NextSequence(),
            Now = _core.Clock.Now,
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString() ?? "",
            IsSocketRequest = context.WebSockets.IsWebSocketRequest,
            SocketProtocols = [.. context.WebSockets.WebSocketRequestedProtocols],
        };
        if ((RequestGuard.Refuse(context, host, target) ?? RequestGuard.RefuseBody(body)) is { } refusal)
        {
            await FinishAsync(context, exchange, refusal).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, exchange).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exchange exchange)
    {
        EmulatedRoute? route = exchange.Host.Match(exchange.Method, exchange.Path);
        exchange.Step = route?.StepOf(exchange) ?? "unknown";
        if (route is not null && exchange.Host.Arrived is { } arrived) { _core.Locked(() => arrived(exchange)); }
        Fault? fault = _core.Faults.Take(exchange.Step, exchange.Host.Name);
        if (fault is null)
        {
            await FinishAsync(context, exchange, await HonestReplyAsync(context, route, exchange).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        exchange.Fault = FaultDescription.Of(fault);
        if (fault.Delay > TimeSpan.Zero && !await OutlastsAsync(context, fault.Delay).ConfigureAwait(false))
        {
            exchange.Note = "the client gave up during the delay";
            _core.Log.Add(exchange.ToEvent(0));
            return;
        }

        if (fault.NoAnswer)
        {
            if (fault.AfterState) { await HonestReplyAsync(context, route, exchange).ConfigureAwait(false); }
            exchange.Note = "never answered";
            _core.Log.Add(exchange.ToEvent(0));
            await OutlastsAsync(context, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            return;
        }

        exchange.Now = _core.Clock.Now + fault.ClockSkew;
        bool takesEffect = fault.AfterState || !(fault.Drop || FaultyReply.Replaces(fault));
        Reply? honest = takesEffect ? await HonestReplyAsync(context, route, exchange).ConfigureAwait(false) : null;
        Reply? reply = fault.Drop ? null : FaultyReply.Apply(fault, honest, exchange.Now);
        await FinishAsync(context, exchange, reply).ConfigureAwait(false);
    }

    /// <returns>Whether the client was still there at the end of the delay.</returns>
    private async Task<bool> OutlastsAsync(HttpContext context, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _core.Clock.Time, context.RequestAborted).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Null where the client was gone before there was an answer.</returns>
    private async ValueTask<Reply?> HonestReplyAsync(HttpContext context, EmulatedRoute? route, Exchange exchange)
    {
        if (route is null) { return UnknownPath.Of(exchange); }
        try
        {
            Reply reply = _core.Locked(() => route.Answer(exchange));
            return reply.Later is { } later ? await later(context.RequestAborted).ConfigureAwait(false) : reply;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Note = "the client gave up before the answer";
            return null;
        }
        catch (Exception broken)
        {
            // A mistake of the emulator must be seen in its log, not taken for the vendor's answer.
            exchange.Note = "the emulator failed: " + broken.GetType().Name;
            return UnknownPath.Refusal(500, "emulator_failed", exchange.Note);
        }
    }

    /// <summary>Logs before it writes, so that a client that has its answer finds the event.</summary>
    private async Task FinishAsync(HttpContext context, Exchange exchange, Reply? reply)
    {
        if (reply is not null && exchange.Host.Answered is { } answered) { _core.Locked(() => answered(exchange, reply)); }
        _core.Log.Add(exchange.ToEvent(reply?.Status ?? 0));
        foreach (EmulatorEvent consequence in exchange.Consequences) { _core.Log.Add(consequence); }
        if (reply is null) { context.Abort(); }
        else if (reply.Upgrade is { } upgrade) { await SocketConversation.RunAsync(context, upgrade, reply.Headers).ConfigureAwait(false); }
        else { await ReplyWriter.WriteAsync(context, reply, exchange.Now).ConfigureAwait(false); }
    }
}
