using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>Sorts the keys of a set into those that can be used and the others.</summary>
internal static class JwkSetReader
{
    public static JsonWebKeySet Read(JsonElement keys)
    {
        List<(int Index, JsonWebKey Key)> read = [];
        List<RefusedJsonWebKey> refused = [];
        int index = 0;
        foreach (JsonElement json in keys.EnumerateArray())
        {
            JwkError error = JwkMembers.TryRead(json, out KeyMaterial? material, out string? keyId);
            if (material is not null)
            {
                read.Add((index, new JsonWebKey(material, keyId)));
            }
            else
            {
                refused.Add(new RefusedJsonWebKey(index, keyId, error));
            }

            index++;
        }

        // Which of two keys an id stands for would be a guess. The same key twice is no question.
        ILookup<string?, (int Index, JsonWebKey Key)> byId = read.Where(static one => one.Key.KeyId is not null).ToLookup(static one => one.Key.KeyId);
        bool IsDisputed((int Index, JsonWebKey Key) one) => byId[one.Key.KeyId].Any(other => other.Key.Thumbprint != one.Key.Thumbprint);
        refused.AddRange(read.Where(IsDisputed).Select(static one => new RefusedJsonWebKey(one.Index, one.Key.KeyId, JwkError.DuplicateKeyId)));
        JsonWebKey[] usable =
        [
            .. read.Where(one => !IsDisputed(one)).Select(static one => one.Key).DistinctBy(static key => (key.KeyId, key.Thumbprint)),
        ];
        return new JsonWebKeySet(usable, [.. refused.OrderBy(static one => one.Index)]);
    }
}
