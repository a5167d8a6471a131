using System.Collections.Concurrent;

namespace GameAuth.ProviderContract;

/// <summary>Stands between the provider and its server: counts, holds, loses and replaces calls, whatever the server is.</summary>
public sealed class WireTap(Func<HttpRequestMessage, WireCall> classify)
{
    private readonly ConcurrentDictionary<WireCall, int> _counts = new();
    private readonly ConcurrentDictionary<WireCall, ConcurrentQueue<Act>> _next = new();

    /// <summary>Sends a request on to the server.</summary>
    public delegate Task<HttpResponseMessage> Pass();

    /// <summary>What becomes of a call.</summary>
    public delegate Task<HttpResponseMessage> Act(Pass pass, CancellationToken cancellationToken);

    /// <summary>Every request as it left: for ids that must not come twice, and tokens that must not leave.</summary>
    public ConcurrentQueue<WireRecord> Sent { get; } = new();

    /// <summary>Every message that went over a socket, as text.</summary>
    public ConcurrentQueue<string> Frames { get; } = new();

    public int Count(WireCall call) => _counts.GetValueOrDefault(call);

    /// <summary>Holds the next such call, before the server sees it, until it is released.</summary>
    public WireHold Hold(WireCall call)
    {
        WireHold hold = new();
        OnNext(call, async (pass, cancellationToken) =>
        {
            await hold.HoldAsync(cancellationToken).ConfigureAwait(false);
            return await pass().ConfigureAwait(false);
        });
        return hold;
    }

    /// <summary>The next such call takes effect, and its answer is lost.</summary>
    public void LoseAnswer(WireCall call) => OnNext(call, async (pass, _) =>
    {
        (await pass().ConfigureAwait(false)).Dispose();
        throw Broken();
    });

    /// <summary>The next such call is lost on its way, which its sender can not tell from a lost answer.</summary>
    public void LoseCall(WireCall call) => OnNext(call, static (_, _) => Task.FromException<HttpResponseMessage>(Broken()));

    /// <summary>The next such call is answered here.</summary>
    public void Answer(WireCall call, Func<HttpResponseMessage> answer) => OnNext(call, (_, _) => Task.FromResult(answer()));

    /// <summary>The next such call goes through, and the text of its answer is changed.</summary>
    public void Change(WireCall call, Func<string, string> change) => OnNext(call, async (pass, cancellationToken) =>
    {
        HttpResponseMessage response = await pass().ConfigureAwait(false);
        string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        response.Content = new StringContent(change(text), System.Text.Encoding.UTF8, "application/json");
        return response;
    });

    /// <summary>Does something of the test's own with the next such call.</summary>
    public void OnNext(WireCall call, Act act) => _next.GetOrAdd(call, static _ => new()).Enqueue(act);

    /// <summary>Takes back what the next such calls were to meet.</summary>
    public void Forget(WireCall call) => _next.TryRemove(call, out _);

    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Pass pass, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        HttpResponseMessage response = await ActAsync(new WireRecord(classify(request), request.RequestUri!, headers), pass, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is System.Net.HttpStatusCode.SwitchingProtocols)
        {
            response.Content = new SocketTap(response.Content, Frames);
        }

        return response;
    }

    /// <summary>Leads a call past the tap that is a frame of a socket, as a harness's server meets it: it is counted, held, lost, answered and changed like a request.</summary>
    /// <param name="call">What it is.</param>
    /// <param name="target">Where the socket goes.</param>
    /// <param name="pass">Sends it on to the server.</param>
    /// <returns>The answer, for the server to put into a frame. A broken connection is an <see cref="HttpRequestException"/>.</returns>
    public Task<HttpResponseMessage> FrameAsync(WireCall call, Uri target, Func<Task<HttpResponseMessage>> pass) =>
        ActAsync(new WireRecord(call, target, new Dictionary<string, string>()), () => pass(), CancellationToken.None);

    private Task<HttpResponseMessage> ActAsync(WireRecord record, Pass pass, CancellationToken cancellationToken)
    {
        _counts.AddOrUpdate(record.Call, 1, static (_, count) => count + 1);
        Sent.Enqueue(record);
        return _next.TryGetValue(record.Call, out ConcurrentQueue<Act>? queue) && queue.TryDequeue(out Act? act) ? act(pass, cancellationToken) : pass();
    }

    private static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "The connection broke.");
}
