using System.Net;
using System.Text;

namespace GameAuth.Xbox.Tests;

/// <summary>Stands where the Xbox services are: keeps what is sent, and answers as a test says, never the network.</summary>
internal sealed class ServiceWire : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    public List<(string Method, Uri Target, Dictionary<string, string> Headers, string Body)> Sent { get; } = [];

    /// <summary>Runs when a request has come and before it is answered.</summary>
    public Action OnRequest { get; set; } = static () => { };

    /// <summary>Path and query of all that was sent.</summary>
    public IEnumerable<string> Targets => Sent.Select(static one => Uri.UnescapeDataString(one.Target.PathAndQuery));

    public ServiceWire Answer(string body, int status = 200, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach ((string name, string value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        });
        return this;
    }

    public ServiceWire Lose()
    {
        _answers.Enqueue(static () => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Dictionary<string, string> headers = request.Headers.ToDictionary(static one => one.Key, static one => string.Join(", ", one.Value), StringComparer.OrdinalIgnoreCase);
        Sent.Add((request.Method.Method, request.RequestUri!, headers, body));
        OnRequest();
        return _answers.TryDequeue(out Func<HttpResponseMessage>? answer) ? answer() : throw new InvalidOperationException($"Nobody expected {request.Method} {request.RequestUri}.");
    }
}
