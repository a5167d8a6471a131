using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Providers;

/// <summary>A provider's answer, read whole and bounded. Immutable; it prints without its body and headers.</summary>
public sealed class ProviderResponse
{
    /// <summary>The cap of a decompressed body on authentication endpoints: 1 MiB.</summary>
    public const int MaxAuthBody = 1 << 20;

    /// <summary>The cap of a decompressed body on a provider's other APIs: 16 MiB.</summary>
    public const int MaxApiBody = 16 << 20;

    private readonly HttpResponseHeaders _headers;
    private readonly HttpContentHeaders _contentHeaders;

    private ProviderResponse(HttpResponseMessage response, byte[] body, ResponseOrigin origin)
    {
        _headers = response.Headers;
        _contentHeaders = response.Content.Headers;
        Status = (int)response.StatusCode;
        Body = body;
        Provider = origin.Provider;
        Step = origin.Step;
        CorrelationId = origin.FindCorrelationId(this);
        ReceivedAt = origin.ReceivedAt;
    }

    /// <summary>The provider, such as <c>xbox</c>.</summary>
    public string Provider { get; }

    /// <summary>The step that was answered, such as <c>device code</c>.</summary>
    public string Step { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>The body, decompressed; may be empty, and may hold secrets.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What the provider's logs know the request by; null where the answer had none.</summary>
    public string? CorrelationId { get; }

    /// <summary>The local time at which its headers arrived: relative lifetimes such as <c>expires_in</c> count from here.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The server's time (RFC 9110 section 6.6.1); null where there was none, or a cache may have kept the answer (<c>Age</c>).</summary>
    public DateTimeOffset? Date => DateOf(_headers);

    /// <summary>Reads a response whole.</summary>
    /// <param name="response">The response, its body not read yet (<see cref="HttpCompletionOption.ResponseHeadersRead"/>). It stays the caller's to dispose.</param>
    /// <param name="origin">Who is asked for what.</param>
    /// <param name="maxBody">The cap in bytes, counted after decompression.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="ProviderException">The body is larger than the cap.</exception>
    /// <exception cref="IOException">The connection broke in the body.</exception>
    /// <exception cref="HttpRequestException">The connection broke in the body.</exception>
    public static async Task<ProviderResponse> ReadAsync(
        HttpResponseMessage response, ResponseOrigin origin, int maxBody, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(origin);
        byte[]? body = await BoundedBody.ReadAsync(response.Content, maxBody, cancellationToken).ConfigureAwait(false);
        ProviderResponse answer = new(response, body ?? [], origin);
        return body is not null ? answer : throw answer.Failure($"is larger than {maxBody} bytes", isTransient: false);
    }

    /// <summary>An answer whose body was read already.</summary>
    internal static ProviderResponse Of(HttpResponseMessage response, byte[] body, ResponseOrigin origin) => new(response, body, origin);

    /// <summary>One header of the answer or of its body.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>Its values joined by a comma and a space, exactly as they came; null where there is none.</returns>
    public string? Header(string name) =>
        _headers.NonValidated.TryGetValues(name, out HeaderStringValues values) || _contentHeaders.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;

    /// <summary>
    /// Reads the body as JSON: one value, at most 64 levels deep. Unknown members are ignored. A member counts as absent where its value does not fit its type or where it stands twice with
    /// different values, and an item of a list that does not fit is left out. So make every member nullable, and check what you need. Half a surrogate pair becomes U+FFFD.
    /// </summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="type">From the provider's JSON context.</param>
    /// <returns>The value, never null.</returns>
    /// <exception cref="ProviderException">The body is empty, HTML, not whole, too deep, or of another shape. Nothing of it is in the message.</exception>
    public T ReadJson<T>(JsonTypeInfo<T> type)
        where T : class => Read(type, isStrict: false);

    /// <summary>As <see cref="ReadJson"/>, but whole or not at all: for an answer that is a danger where a member of it is passed over, such as a list of the hosts that tokens may go to.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="type">From the provider's JSON context.</param>
    /// <returns>The value, never null.</returns>
    /// <exception cref="ProviderException">As <see cref="ReadJson"/>; or a member does not fit its type, or stands twice.</exception>
    public T ReadStrictJson<T>(JsonTypeInfo<T> type)
        where T : class => Read(type, isStrict: true);

    /// <summary>Reads the body of a failure, which may be anything.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="type">From the provider's JSON context.</param>
    /// <param name="value">The value, when the body is one.</param>
    /// <returns>Whether <see cref="ReadJson"/> would succeed.</returns>
    public bool TryReadJson<T>(JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = WireJson.Read(Body, type).Value;
        return value is not null;
    }

    /// <summary>An error about this answer, with its provider, step, status and correlation id.</summary>
    /// <param name="what">What is wrong with the answer, to follow "the answer": no secret, nothing of the body.</param>
    /// <param name="code">The provider's error code; it is cleaned.</param>
    /// <param name="isTransient">Whether the same call may succeed later; null takes 408, 429 and 5xx for that.</param>
    /// <returns>The error, for the caller to throw.</returns>
    public ProviderException Failure(string what, string? code = null, bool? isTransient = null) =>
        new($"{Provider}: the answer to step '{Step}' (status {Status}) {what}.",
            Status, code is null ? null : ServerText.Clean(code, 64), isTransient ?? Status is 408 or 429 or >= 500)
        {
            Provider = Provider,
            Step = Step,
            CorrelationId = CorrelationId,
        };

    /// <summary>Not the body.</summary>
    /// <returns>The provider, the step and the status.</returns>
    public override string ToString() => $"{Provider} {Step}: {Status}";

    internal static DateTimeOffset? DateOf(HttpResponseHeaders headers) => headers.Age is null ? headers.Date : null;

    private T Read<T>(JsonTypeInfo<T> type, bool isStrict)
        where T : class
    {
        (T? value, string? fault, bool isTransient) = WireJson.Read(Body, type, isStrict);
        return value ?? throw Failure(fault!, isTransient: isTransient || Status >= 500);
    }
}

/// <summary>Who was asked for what: the names that an answer and its errors carry.</summary>
/// <param name="Provider">The provider, such as <c>xbox</c>.</param>
/// <param name="Step">The step, such as <c>xsts</c>.</param>
/// <param name="ReceivedAt">The local time at which the headers of the answer arrived.</param>
public sealed record ResponseOrigin(string Provider, string Step, DateTimeOffset ReceivedAt)
{
    /// <summary>The headers that may hold a correlation id, best first. Default: <c>X-Correlation-Id</c>, <c>X-Request-Id</c>, <c>Request-Id</c>.</summary>
    public IReadOnlyList<string> CorrelationHeaders { get; init; } = DefaultCorrelationHeaders;

    internal static IReadOnlyList<string> DefaultCorrelationHeaders { get; } = ["X-Correlation-Id", "X-Request-Id", "Request-Id"];

    internal string? FindCorrelationId(ProviderResponse answer)
    {
        foreach (string name in CorrelationHeaders)
        {
            if (ServerText.Clean(answer.Header(name), 128) is { Length: > 0 } id)
            {
                return id;
            }
        }

        return null;
    }
}

/// <summary>Reads a body up to a cap. HttpClient has already decompressed the stream, so that a small answer that swells is cut off too.</summary>
internal static class BoundedBody
{
    private const int Chunk = 16 * 1024;

    /// <summary>Null when there is more than the cap. What is left is never read; disposing the response gives its connection up.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int cap, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > cap)
        {
            return null;
        }

        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = stream.ConfigureAwait(false);
        ArrayBufferWriter<byte> body = new(Chunk);
        int read;
        while ((read = await stream.ReadAsync(body.GetMemory(Chunk), cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > cap)
            {
                return null;
            }
        }

        return body.WrittenSpan.ToArray();
    }
}
