using System.Buffers;
using System.Globalization;
using System.Text;

namespace GameAuth.Jose;

/// <summary>The URI that a proof is for, without query and fragment, in the one form that equivalent URIs share (RFC 9449 section 4.3, RFC 3986 sections 6.2.2 and 6.2.3).</summary>
/// <remarks>
/// It is not <see cref="Uri"/> that reads what a stranger wrote: that one takes spaces, backslashes and letters of all scripts and makes a URI of them, so that two readers
/// could take one text for two addresses.
/// </remarks>
internal static class DpopUri
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> NeedsNoEncoding = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> OfHosts = SearchValues.Create(Unreserved + SubDelimiters);
    private static readonly SearchValues<char> OfPaths = SearchValues.Create(Unreserved + SubDelimiters + ":@/");
    private static readonly SearchValues<char> OfAddresses = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>A URI as it goes over the wire: its host in ASCII, without user, query and fragment.</summary>
    /// <exception cref="ArgumentException">It is relative, or not of http or https.</exception>
    public static string Of(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException("A proof is for an absolute URI of https or http.", nameof(uri));
        }

        string host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        string port = uri.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");

        // The only characters that Uri leaves in a path though they may not stand there.
        string path = uri.AbsolutePath.Replace("[", "%5B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
        return $"{uri.Scheme}://{host}{port}{path}";
    }

    /// <summary>The normal form; null for a text that is no absolute URI of http or https, or names a user.</summary>
    public static string? Normalize(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny('?', '#');
        text = end < 0 ? text : text[..end];
        string? scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
            : null;
        if (scheme is null)
        {
            return null;
        }

        text = text[(scheme.Length + "://".Length)..];
        int slash = text.IndexOf('/');
        string? authority = NormalizeAuthority(slash < 0 ? text : text[..slash], scheme == Uri.UriSchemeHttps ? "443" : "80");
        string? path = NormalizeEncoding(slash < 0 ? "/" : text[slash..], OfPaths, toLower: false);
        return authority is null || path is null ? null : $"{scheme}://{authority}{RemoveDotSegments(path)}";
    }

    // A user's name is not among a host's characters, so one is refused.
    private static string? NormalizeAuthority(ReadOnlySpan<char> authority, ReadOnlySpan<char> defaultPort)
    {
        int colon = authority[(authority.LastIndexOf(']') + 1)..].IndexOf(':');
        int hostLength = colon < 0 ? authority.Length : authority.LastIndexOf(']') + 1 + colon;
        ReadOnlySpan<char> port = colon < 0 ? default : authority[(hostLength + 1)..];
        string? host = NormalizeHost(authority[..hostLength]);
        return host is null || port.ContainsAnyExcept(Digits) ? null
            : port.IsEmpty || port.SequenceEqual(defaultPort) ? host
            : $"{host}:{port}";
    }

    private static string? NormalizeHost(ReadOnlySpan<char> host) => host switch
    {
        [] => null,
        ['[', .. { Length: > 0 } address, ']'] => address.ContainsAnyExcept(OfAddresses) ? null : $"[{address}]".ToLowerInvariant(),
        _ => NormalizeEncoding(host, OfHosts, toLower: true),
    };

    // An encoded character that needs no encoding is the character; the digits of the others are upper case.
    private static string? NormalizeEncoding(ReadOnlySpan<char> text, SearchValues<char> allowed, bool toLower)
    {
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char one = text[i];
            bool isEncoded = one == '%';
            if (isEncoded)
            {
                if (text.Length - i < 3 || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
                {
                    return null;
                }

                i += 2;
                one = (char)value;
            }

            if (isEncoded && !NeedsNoEncoding.Contains(one))
            {
                result.Append(CultureInfo.InvariantCulture, $"%{(int)one:X2}");
            }
            else if (isEncoded || allowed.Contains(one))
            {
                result.Append(toLower ? char.ToLowerInvariant(one) : one);
            }
            else
            {
                return null;
            }
        }

        return result.ToString();
    }

    // RFC 3986 section 5.2.4, for a path that begins with a slash.
    private static string RemoveDotSegments(string path)
    {
        List<string> kept = [];
        string[] segments = path[1..].Split('/');
        for (int i = 0; i < segments.Length; i++)
        {
            bool isDots = segments[i] is "." or "..";
            if (segments[i] == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            // Dots at the end leave their slash.
            if (!isDots || i == segments.Length - 1)
            {
                kept.Add(isDots ? "" : segments[i]);
            }
        }

        return "/" + string.Join('/', kept);
    }
}
