using System.Collections.Concurrent;

namespace GameAuth.ProviderContract;

/// <summary>Stands between the provider and its server: counts, holds, loses and replaces calls, whatever the server is.</summary>
public sealed class WireTap(Func<HttpRequestMessage, WireCall> classify)
{
    private readonly ConcurrentDictionary<WireCall, int> _counts = new();
    private readonly ConcurrentDictionary<WireCall, ConcurrentQueue<Func<Pass, Task<HttpResponseMessage>>>> _next = new();

    /// <summary>Sends a request on to the server.</summary>
    public delegate Task<HttpResponseMessage> Pass();

    /// <summary>Every request as it left: for ids that must not come twice, and tokens that must not leave.</summary>
    public ConcurrentQueue<WireRecord> Sent { get; } = new();

    public int Count(WireCall call) => _counts.GetValueOrDefault(call);

    /// <summary>Holds the next such call until it is released.</summary>
    public WireHold Hold(WireCall call)
    {
        WireHold hold = new();
        OnNext(call, async pass =>
        {
            await hold.HoldAsync(CancellationToken.None).ConfigureAwait(false);
            return await pass().ConfigureAwait(false);
        });
        return hold;
    }

    /// <summary>The next such call takes effect, and its answer is lost.</summary>
    public void LoseAnswer(WireCall call) => OnNext(call, async pass =>
    {
        (await pass().ConfigureAwait(false)).Dispose();
        throw Broken();
    });

    /// <summary>The next such call is lost on its way, which its sender can not tell from a lost answer.</summary>
    public void LoseCall(WireCall call) => OnNext(call, _ => Task.FromException<HttpResponseMessage>(Broken()));

    /// <summary>The next such call is answered here.</summary>
    public void Answer(WireCall call, Func<HttpResponseMessage> answer) => OnNext(call, _ => Task.FromResult(answer()));

    /// <summary>The next such call goes through, and its answer is changed.</summary>
    public void Change(WireCall call, Func<HttpResponseMessage, Task<HttpResponseMessage>> change) =>
        OnNext(call, async pass => await change(await pass().ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>Does something of the test's own with the next such call.</summary>
    public void OnNext(WireCall call, Func<Pass, Task<HttpResponseMessage>> act) =>
        _next.GetOrAdd(call, static _ => new()).Enqueue(act);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Pass pass)
    {
        WireCall call = classify(request);
        _counts.AddOrUpdate(call, 1, static (_, count) => count + 1);
        Sent.Enqueue(new WireRecord(call, request.RequestUri!, request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase)));
        return _next.TryGetValue(call, out var queue) && queue.TryDequeue(out var act) ? act(pass) : pass();
    }

    private static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "The connection broke.");
}
