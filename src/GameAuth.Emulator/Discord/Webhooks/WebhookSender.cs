using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Webhooks;

/// <summary>
/// Sends an application its events, signed with the application's key (Discord's page on webhook events): 204 within 3 seconds is an acknowledgement, everything else is tried again with pauses that
/// double, for 10 minutes. Every attempt is in the log. Thread safe, but for <see cref="Send"/>, which the emulator serializes.
/// </summary>
internal sealed class WebhookSender(DiscordAuthority authority) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<HttpMessageInvoker> _http = new(() => new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }));
    private readonly List<Task> _running = [];
    private int _isDisposed;

    private EmulatorCore Core => authority.Core;

    /// <summary>Begins to send, where the application has an address.</summary>
    public void Send(EmulatedDiscordApplication application, JsonObject body)
    {
        if (application.WebhookUri is not { } address || _stop.IsCancellationRequested) { return; }
        _running.RemoveAll(task => task.IsCompleted);
        _running.Add(Task.Run(() => DeliverAsync(application, address, body)));
    }

    /// <summary>Sends once.</summary>
    /// <returns>The status of the answer; 0 where there was none in time.</returns>
    public async Task<int> AttemptAsync(EmulatedDiscordApplication application, Uri address, JsonObject body, bool isSignedWell = true)
    {
        Fault? fault = Core.Faults.Take(DiscordSteps.Webhook, DiscordProvider.HostName);
        if (fault?.Delay is { Ticks: > 0 } delay) { await Task.Delay(delay, Core.Clock.Time, _stop.Token).ConfigureAwait(false); }
        bool isLost = fault is { Drop: true } or { NoAnswer: true };
        int status = 0;
        if (!isLost || fault!.AfterState)
        {
            using HttpRequestMessage request = RequestOf(application, address, body, isSignedWell, fault);
            status = await PostAsync(request).ConfigureAwait(false);
        }

        if (isLost) { status = 0; }
        Core.Log.Add(new EmulatorEvent
        {
            Sequence = Core.Log.NextSequence(), Time = Core.Clock.Now, Host = DiscordProvider.DnsName, Step = DiscordSteps.Webhook, Method = "PUSH", Path = address.AbsolutePath, Status = status,
            Fault = fault is null ? null : FaultDescription.Of(fault), Note = isSignedWell ? (string?)body["event"]?["type"] ?? "PING" : "signed badly on purpose",
        });
        return status;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) { return; }
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] running = Core.Locked<Task[]>(() => [.. _running]);
        await Task.WhenAll(running).ConfigureAwait(false);
        if (_http.IsValueCreated) { _http.Value.Dispose(); }
        _stop.Dispose();
    }

    private async Task DeliverAsync(EmulatedDiscordApplication application, Uri address, JsonObject body)
    {
        try
        {
            TimeSpan waited = TimeSpan.Zero;
            for (TimeSpan pause = FirstPause; await AttemptAsync(application, address, body).ConfigureAwait(false) != 204 && waited + pause <= LongestRetry; pause *= 2)
            {
                await Task.Delay(pause, Core.Clock.Time, _stop.Token).ConfigureAwait(false);
                waited += pause;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The emulator ends, and with it what it still wanted to say.
        }
    }

    private HttpRequestMessage RequestOf(EmulatedDiscordApplication application, Uri address, JsonObject body, bool isSignedWell, Fault? fault)
    {
        byte[] bytes = fault?.Body is { } other ? Encoding.UTF8.GetBytes(other) : (fault is null ? Reply.Of(200, body) : DamagedBody.Of(Reply.Of(200, body), fault)).ToBytes().ToArray();
        string time = (Core.Clock.Now + (fault?.ClockSkew ?? TimeSpan.Zero)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = authority.KeyOf(application).Sign([.. Encoding.ASCII.GetBytes(time), .. bytes]);
        if (!isSignedWell) { signature[0] ^= 1; }
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Signature-Ed25519", Convert.ToHexStringLower(signature));
        request.Headers.TryAddWithoutValidation("X-Signature-Timestamp", time);
        foreach ((string name, string value) in fault?.Headers ?? new Dictionary<string, string>())
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task<int> PostAsync(HttpRequestMessage request)
    {
        using CancellationTokenSource late = new(Patience, Core.Clock.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        try
        {
            using HttpResponseMessage answer = await _http.Value.SendAsync(request, either.Token).ConfigureAwait(false);
            return (int)answer.StatusCode;
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            return 0;
        }
    }
}

/// <summary>The bodies of webhook events: version 1, and type 0 for a PING or 1 for an event.</summary>
internal static class WebhookBody
{
    public static JsonObject Ping(EmulatedDiscordApplication application) => new() { ["version"] = 1, ["application_id"] = application.Id, ["type"] = 0 };

    public static JsonObject Deauthorized(EmulatedDiscordApplication application, EmulatedDiscordUser user, DateTimeOffset now) =>
        Event(application, "APPLICATION_DEAUTHORIZED", new JsonObject { ["user"] = user.ToJson() }, now);

    /// <summary>The time has no offset: the service's own example has none.</summary>
    public static JsonObject Event(EmulatedDiscordApplication application, string type, JsonObject data, DateTimeOffset now) => new()
    {
        ["version"] = 1, ["application_id"] = application.Id, ["type"] = 1,
        ["event"] = new JsonObject { ["type"] = type, ["timestamp"] = DiscordText.Time(now, ""), ["data"] = data },
    };
}
