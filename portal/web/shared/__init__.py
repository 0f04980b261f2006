"""What every audience needs: who may call, loading what somebody may see, errors, headers, words for templates."""
