namespace GameAuth.Core.Tests.Wire;

/// <summary>Answers in order, the last one for ever, and keeps what was sent.</summary>
internal sealed class ScriptedHandler(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] script) : HttpMessageHandler
{
    public List<HttpRequestMessage> Sent { get; } = [];

    public List<string> Bodies { get; } = [];

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer(
        string body, int status = 200, params (string Name, string Value)[] headers) =>
        (_, _) => Task.FromResult(Answers.Response(body, status, "application/json", headers));

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Throw(Exception failure) =>
        (_, _) => Task.FromException<HttpResponseMessage>(failure);

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Hang() => async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int number = Sent.Count;
        Sent.Add(request);
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return await script[Math.Min(number, script.Length - 1)](request, cancellationToken);
    }
}
