using System.Net.Http.Headers;
using System.Text;

namespace GameAuth.Providers;

/// <summary>The fields of a form post (<c>application/x-www-form-urlencoded</c>), in the order in which they were added. It prints without values.</summary>
/// <remarks>Every name and value is percent-encoded, line breaks included, so that none can end a field. Not safe for use from many threads while it is filled.</remarks>
public sealed class OAuthForm
{
    private readonly List<KeyValuePair<string, Secret>> _fields = [];

    /// <summary>Adds a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; null adds nothing.</param>
    /// <returns>This form.</returns>
    public OAuthForm Add(string name, string? value) => Add(name, value is null ? null : new Secret(value));

    /// <summary>Adds a field that must not be shown.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; null adds nothing.</param>
    /// <returns>This form.</returns>
    public OAuthForm Add(string name, Secret? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (value is not null)
        {
            _fields.Add(new(name, value));
        }

        return this;
    }

    /// <summary>Adds the fields of another form.</summary>
    /// <param name="other">The other form; null adds nothing.</param>
    /// <returns>This form.</returns>
    public OAuthForm Add(OAuthForm? other)
    {
        _fields.AddRange(other?._fields ?? []);
        return this;
    }

    /// <summary>The form as the body of a request, made anew at each call.</summary>
    /// <returns>The content, its type without a charset, as the registration of the type has it.</returns>
    public HttpContent ToContent()
    {
        ByteArrayContent content = new(Encoding.ASCII.GetBytes(Encode()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    /// <summary>The form as the query of an address.</summary>
    /// <param name="page">The address; a query that it has is kept in front.</param>
    /// <returns>The address with the fields.</returns>
    public Uri ToQueryOf(Uri page)
    {
        ArgumentNullException.ThrowIfNull(page);
        UriBuilder builder = new(page);
        builder.Query = builder.Query.Length > 1 ? $"{builder.Query}&{Encode()}" : Encode();
        return builder.Uri;
    }

    /// <summary>The names only.</summary>
    /// <returns>The names, separated by commas.</returns>
    public override string ToString() => string.Join(", ", _fields.Select(field => field.Key));

    private string Encode() => string.Join('&', _fields.Select(field => $"{Escape(field.Key)}={Escape(field.Value.Reveal())}"));

    // A lone surrogate can not be encoded; it becomes U+FFFD instead of an exception that quotes the value.
    private static string Escape(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
}
