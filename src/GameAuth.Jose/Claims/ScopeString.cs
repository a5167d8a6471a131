using System.Buffers;

namespace GameAuth.Jose;

/// <summary>A string of scopes with one space between them (RFC 6749 section 3.3).</summary>
internal static class ScopeString
{
    public static bool Contains(in JsonText scopes, ReadOnlySpan<byte> scope)
    {
        if (scopes.IsEmpty || scope.IsEmpty)
        {
            return false;
        }

        if (!scopes.Raw.Contains((byte)'\\'))
        {
            return Contains(scopes.Raw, scope);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(scopes.Raw.Length);
        bool found = Contains(buffer.AsSpan(0, scopes.CopyTo(buffer)), scope);
        ArrayPool<byte>.Shared.Return(buffer);
        return found;
    }

    private static bool Contains(ReadOnlySpan<byte> words, ReadOnlySpan<byte> scope)
    {
        foreach (Range word in words.Split((byte)' '))
        {
            if (words[word].SequenceEqual(scope))
            {
                return true;
            }
        }

        return false;
    }
}
