using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Wire;

/// <summary>A back channel over a script.</summary>
internal sealed class Channel
{
    public Channel(Func<ProviderResponse, PaceWindow?>? limitInBody, params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] script)
        : this(script) =>
        Wire = new Exchange(new HttpClient(Handler) { Timeout = Timeout.InfiniteTimeSpan }, Pacer, Server, "xbox", Log) { LimitInBody = limitInBody };

    public Channel(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] script)
    {
        Handler = new ScriptedHandler(script);
        Server = new ServerClock(Clock);
        Wire = new Exchange(new HttpClient(Handler) { Timeout = Timeout.InfiniteTimeSpan }, Pacer, Server, "xbox", Log);
    }

    public FakeClock Clock { get; } = new();

    public FakePacer Pacer { get; } = new();

    public ServerClock Server { get; }

    public ScriptedHandler Handler { get; }

    public RecordingLogger<Exchange> Log { get; } = new();

    public Exchange Wire { get; }

    public static ProviderCall Call(bool isRepeatable = false) => new("xsts", () => new HttpRequestMessage(HttpMethod.Post, "https://xsts.example/authorize"))
    {
        IsRepeatable = isRepeatable,
        Pace = new PaceRequest(["xbox/auth"]),
    };

    /// <summary>Sends, and moves the clock through every wait.</summary>
    public async Task<ProviderResponse> SendAsync(ProviderCall call, CancellationToken cancellationToken = default)
    {
        Task<ProviderResponse> sending = Wire.SendAsync(call, cancellationToken);
        await Clock.RunUntilAsync(sending, TimeSpan.FromMinutes(10), cancellationToken: CancellationToken.None);
        return await sending;
    }
}
