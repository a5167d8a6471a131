using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary>The body of a request as it was read: one JSON object in UTF-8 whose members come once, or why there is none. Dispose it: its buffer held secrets and is cleared. For one thread.</summary>
public sealed class RequestBody : IDisposable
{
    /// <summary>The largest body: 16 KiB.</summary>
    public const int Largest = 16 * 1024;

    private const int Deepest = 8;

    private readonly byte[] _buffer;
    private readonly int _length;
    private JsonDocument? _document;

    private RequestBody(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>Why the body was refused; null where it was not.</summary>
    public AuthError? Error { get; private set; }

    /// <summary>What is wrong with it, for the answer; null where the code says it.</summary>
    public string? Message { get; private set; }

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>The object; of an empty body an object without members. Valid until the body is disposed.</summary>
    public JsonElement Root { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayBeEmpty">Whether no body is as good as an empty object. Its content type must be JSON all the same: a page of another origin can't send that without asking.</param>
    /// <param name="cancellationToken">Ends the wait; the end of the client's connection ends it anyhow.</param>
    /// <returns>The body, to be disposed.</returns>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, bool mayBeEmpty, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using CancellationTokenSource? either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted) : null;
        CancellationToken ended = either?.Token ?? request.HttpContext.RequestAborted;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Largest + 1);
        int length = 0;
        AuthError? error = !IsJson(request) ? AuthError.UnsupportedMediaType : request.ContentLength > Largest ? AuthError.RequestTooLarge : null;
        try
        {
            while (error is null && length <= Largest)
            {
                int read = await request.Body.ReadAsync(buffer.AsMemory(length, Largest + 1 - length), ended).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }
        }
        catch
        {
            Return(buffer, length);
            throw;
        }

        RequestBody body = new(buffer, Math.Min(length, Largest)) { Error = error ?? (length > Largest ? AuthError.RequestTooLarge : null) };
        if (body.Error is null)
        {
            body.Parse(mayBeEmpty);
        }

        return body;
    }

    /// <summary>A member that must be a text where it is there.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="text">The text; null where it is not there.</param>
    /// <returns>False where it is there and no text.</returns>
    public bool TryGetText(string name, out string? text)
    {
        text = null;
        if (Root.ValueKind != JsonValueKind.Object || !Root.TryGetProperty(name, out JsonElement member))
        {
            return true;
        }

        text = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        return text is not null;
    }

    /// <summary>Clears the buffer.</summary>
    public void Dispose()
    {
        _document?.Dispose();
        _document = null;
        Return(_buffer, _length);
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    private static void Return(byte[] buffer, int length)
    {
        buffer.AsSpan(0, Math.Min(length, buffer.Length)).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Parse(bool mayBeEmpty)
    {
        if (_length == 0 && mayBeEmpty)
        {
            return;
        }

        if (StrictJson.TryParse(Bytes, Deepest, out _document) is { } fault)
        {
            (Error, Message) = (AuthError.InvalidRequest, $"The body {fault}");
        }
        else
        {
            Root = _document!.RootElement;
        }
    }
}
